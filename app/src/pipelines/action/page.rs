use super::super::controls::{Surroundings, Typed, control, mistakes};
use super::super::new::reason_field;
use super::super::text::{self, FormText};
use super::api::ACT;
use crate::chrome::{Nav, page};
use crate::i18n::{Words, names};
use crate::ssr::back::{Kept, kept};
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, Button, Choice, ErrorNote, Field, Kind, PageHead};
use domain::view::{ActionField, ActionForm, PresentOrigin};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeMap;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    stage: String,
    region: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn ActionPage() -> impl IntoView {
    let (service, action) = (ssr::path_parameter("service"), ssr::path_parameter("action"));
    page(Nav::Pipelines, Words::here().pipelines, async move |portal, actor| {
        let query: Query = ssr::query();
        let place = (query.stage.as_str(), query.region.as_str());
        let form = portal.action_form(&actor, (&service, &action), place).await?;
        let kept = kept(&portal, &actor, &query.failed, &format!("{service}/{action}")).await;
        Ok(draw(&portal, &form, kept))
    })
}

fn draw(portal: &Portal, form: &ActionForm, kept: Option<Kept>) -> AnyView {
    let (text, action) = (FormText::here(), &form.action);
    let typed = kept.as_ref().and_then(|kept| Typed::read(&kept.typed));
    let problems = kept.as_ref().map(|kept| mistakes(&kept.failure.error.fields));
    let title = format!("{} · {}", action.title, action.service);
    let call = call(form);
    view! {
        <Title text=title.clone()/>
        <PageHead title=title subtitle=text.action_subtitle>{call}</PageHead>
        <div class="stack narrow">
            {kept.map(|kept| view! { <ErrorNote failure=kept.failure/> })}
            {places(portal, form)}
            {sending(form, typed, problems.unwrap_or_default())}
            {limits(form)}
        </div>
    }
    .into_any()
}

/// Where it is done: another place shows other numbers.
fn places(portal: &Portal, form: &ActionForm) -> AnyView {
    let (text, words, lang) = (FormText::here(), Words::here(), ssr::lang());
    let stages = portal.rules().stages.iter().map(|stage| &stage.name);
    // A stage that is not allowed is shown when the address names it, and refused.
    let stages = stages.filter(|stage| form.action.stages.contains(stage) || **stage == form.stage);
    let stages: Vec<Choice> = stages.map(|name| (name.to_string(), names::stage(lang, name))).collect();
    let region = form.region.as_ref().map(|chosen| {
        let regions = portal.rules().regions.iter();
        let regions: Vec<Choice> =
            regions.map(|it| (it.name.to_string(), names::region(lang, &it.name, &it.title))).collect();
        select("region", words.region, regions, chosen.as_str())
    });
    let page = super::super::links::action_page(form.action.service.as_str(), &form.action.name, "", "");
    view! {
        <form class="filters card pad" method="get" action=page data-auto="" aria-label=text.place>
            {select("stage", words.stage, stages, form.stage.as_str())}
            {region}
            <button class="button">{text.show}</button>
        </form>
    }
    .into_any()
}

fn select(name: &'static str, label: &'static str, choices: Vec<Choice>, chosen: &str) -> AnyView {
    let options = choices.into_iter().map(|(value, label)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }
    });
    let (id, options) = (format!("place-{name}"), options.collect_view());
    view! { <Field id=id.clone() label=label><select id=id name=name>{options}</select></Field> }.into_any()
}

/// The form that does it.
fn sending(form: &ActionForm, typed: Option<Typed>, mistakes: BTreeMap<String, String>) -> AnyView {
    let (text, action) = (FormText::here(), &form.action);
    let limited = || form.fields.iter().filter(|field| field.limit.is_some());
    let bounds = |field: &ActionField| {
        let limit = field.limit.clone().unwrap_or_default();
        (field.input.name.clone(), (limit.min, limit.most(field.present())))
    };
    let note = |field: &ActionField| (field.input.name.clone(), present(field));
    let around = Surroundings {
        typed: typed.as_ref().map(|typed| &typed.inputs),
        environments: &form.environments,
        bounds: limited().map(bounds).collect(),
        notes: limited().map(note).collect(),
        mistakes,
    };
    let controls: Vec<AnyView> = form.fields.iter().map(|field| control(&field.input, &around)).collect();
    let reason = typed.as_ref().map(|typed| typed.reason.clone()).unwrap_or_default();
    let region = form.region.as_ref().map(|region| {
        view! { <input type="hidden" name="place[region]" value=region.to_string()/> }
    });
    view! {
        <form class="card launch" method="post" action=ACT aria-label=action.title.clone()>
            <header><h2>{place(form)}</h2></header>
            <div class="body">
                <input type="hidden" name="service" value=action.service.to_string()/>
                <input type="hidden" name="action" value=action.name.clone()/>
                <input type="hidden" name="place[stage]" value=form.stage.to_string()/>
                {region}
                <input type="hidden" name="key" value=ssr::request_id()/>
                <div class="launch-inputs">{controls}</div>
                {reason_field(reason, true)}
                <p class="actions">
                    <Button kind=Kind::Primary allowed=action.may.clone()>{text.act}</Button>
                </p>
            </div>
        </form>
    }
    .into_any()
}

/// "prod · Seoul".
fn place(form: &ActionForm) -> String {
    let lang = ssr::lang();
    let stage = names::stage(lang, &form.stage);
    match &form.region {
        Some(region) => format!("{stage} · {} ({region})", ssr::region(lang, region)),
        None => stage,
    }
}

/// "Now: 4, as the environment was applied".
fn present(field: &ActionField) -> String {
    let text = FormText::here();
    match &field.present {
        Some(present) => {
            let origin = match &present.origin {
                PresentOrigin::Environment => text.of_environment,
                PresentOrigin::Action { .. } => text.of_action,
                PresentOrigin::Declared => text.of_declaration,
            };
            format!("{}: {} ({origin})", text.present, present.number)
        }
        None => format!("{}: {}", text.present, text.unknown),
    }
}

/// What keeps it within bounds, and who may.
fn limits(form: &ActionForm) -> AnyView {
    let (text, lang, action) = (FormText::here(), ssr::lang(), &form.action);
    let bounds = action.limits.iter().map(|(name, limit)| {
        view! { <div><dt><code>{name.clone()}</code></dt><dd>{text::limits(lang, limit)}</dd></div> }
    });
    let stages: Vec<String> = action.stages.iter().map(|stage| names::stage(lang, stage)).collect();
    let roles: Vec<&str> = action.roles.iter().map(|role| names::role(lang, *role)).collect();
    view! {
        <section class="card">
            <header><h2>{text.limits}</h2></header>
            <div class="body">
                <dl class="facts">
                    {bounds.collect_view()}
                    <div><dt>{Words::here().stage}</dt><dd>{stages.join(", ")}</dd></div>
                    <div><dt>{text.who}</dt><dd>{roles.join(", ")}" · "{action.team.to_string()}</dd></div>
                    <div><dt>{text.file}</dt><dd><code>{format!("{} · {}", action.repository, action.workflow)}</code></dd></div>
                </dl>
            </div>
        </section>
    }
    .into_any()
}

/// The same for a script.
fn call(form: &ActionForm) -> Option<AnyView> {
    let value = |field: &ActionField| {
        let number = field.present().map(|number| number.to_string());
        number.or_else(|| field.input.default.clone()).unwrap_or_else(|| "…".to_owned())
    };
    let inputs: serde_json::Map<String, serde_json::Value> =
        form.fields.iter().map(|field| (field.input.name.clone(), value(field).into())).collect();
    let body = serde_json::json!({
        "stage": form.stage, "region": form.region.as_ref().map_or("", |region| region.as_str()),
        "inputs": inputs, "reason": "…",
    });
    let path = format!("/actions/{}/{}", form.action.service, form.action.name);
    form.action
        .may
        .allowed
        .then(|| view! { <ApiCall method="POST" path=path body=body.to_string()/> }.into_any())
}

use super::super::controls::{Surroundings, Typed, control, mistakes};
use super::super::text::FormText;
use super::api::LAUNCH;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr;
use crate::ssr::back::{Kept, kept};
use crate::ui::{ApiCall, Button, ButtonLink, ErrorNote, Field, Kind, PageHead};
use domain::permission::Reason;
use domain::pipeline::InputKind;
use domain::view::WorkflowForm;
use leptos::prelude::*;
use leptos_meta::Title;
use services::ports::DISPATCH_INPUT;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn NewRunPage() -> impl IntoView {
    let repository = format!("{}/{}", ssr::path_parameter("owner"), ssr::path_parameter("repo"));
    let file = ssr::path_parameter("workflow");
    page(Nav::Pipelines, Words::here().pipelines, async move |portal, actor| {
        let form = portal.workflow_form(&actor, &repository, &file).await?;
        let about = format!("{}/{}", form.repository, form.card.workflow.file);
        let kept = kept(&portal, &actor, &ssr::query::<Query>().failed, &about).await;
        Ok(draw(&form, kept))
    })
}

fn draw(form: &WorkflowForm, kept: Option<Kept>) -> AnyView {
    let (text, workflow) = (FormText::here(), &form.card.workflow);
    let typed = kept.as_ref().and_then(|kept| Typed::read(&kept.typed));
    let around = Surroundings {
        typed: typed.as_ref().map(|typed| &typed.inputs),
        environments: &form.environments,
        mistakes: kept.as_ref().map(|kept| mistakes(&kept.failure.error.fields)).unwrap_or_default(),
        ..Surroundings::default()
    };
    let shown = workflow.inputs.iter().filter(|input| input.name != DISPATCH_INPUT);
    let controls: Vec<AnyView> = shown.map(|input| control(input, &around)).collect();
    let none = controls.is_empty().then(|| view! { <p class="faint">{text.no_inputs}</p> });
    let typed =
        typed.unwrap_or_else(|| Typed { reference: form.owner.reference.clone(), ..Typed::default() });
    let call = call(form);
    let title = format!("{} · {}", workflow.name, form.owner.service);
    let subtitle =
        format!("{} · {} · {} {}", form.repository, workflow.file, Words::here().team, form.owner.team);
    view! {
        <Title text=title.clone()/>
        <PageHead title=title subtitle=subtitle>{call}</PageHead>
        <div class="stack narrow">
            {kept.map(|kept| view! { <ErrorNote failure=kept.failure/> })}
            {elsewhere(form)}
            <form class="card launch" method="post" action=LAUNCH aria-label=text.inputs>
                <header><h2>{text.inputs}</h2></header>
                <div class="body">
                    <input type="hidden" name="repository" value=form.repository.clone()/>
                    <input type="hidden" name="file" value=workflow.file.clone()/>
                    <input type="hidden" name="key" value=ssr::request_id()/>
                    <div class="launch-inputs">{controls}{none}</div>
                    <Field id="launch-reference" label=text.reference>
                        <input
                            id="launch-reference"
                            type="text"
                            name="reference"
                            value=typed.reference
                            maxlength="255"
                            required
                            autocomplete="off"
                        />
                    </Field>
                    {reason_field(typed.reason, false)}
                    <p class="actions">
                        <Button kind=Kind::Primary allowed=form.card.may.clone()>{text.start}</Button>
                    </p>
                </div>
            </form>
        </div>
    }
    .into_any()
}

/// Why, in words for others.
pub fn reason_field(typed: String, required: bool) -> AnyView {
    let text = FormText::here();
    view! {
        <Field id="launch-reason" label=text.reason hint=text.reason_hint>
            <textarea
                id="launch-reason"
                name="reason"
                rows="2"
                maxlength="4000"
                required=required
                aria-describedby="launch-reason-hint"
            >
                {typed}
            </textarea>
        </Field>
    }
    .into_any()
}

/// The way to where this workflow is started instead.
fn elsewhere(form: &WorkflowForm) -> Option<AnyView> {
    let service = form.owner.service.as_str();
    let (href, label) = match form.card.may.why.as_ref()? {
        Reason::ByRollout => (format!("/rollouts/new?service={service}"), Words::here().rollouts.to_owned()),
        Reason::Guarded { action } => {
            (super::super::links::action_page(service, action, "", ""), action.clone())
        }
        _ => return None,
    };
    let why = crate::i18n::reasons::refusal(ssr::lang(), &form.card.may);
    let note = view! {
        <div class="note warning">
            <i class="glyph warning" aria-hidden="true"></i>
            <div><p>{why}" "<ButtonLink href=href kind=Kind::Quiet>{label}</ButtonLink></p></div>
        </div>
    };
    Some(note.into_any())
}

/// The same for a script, with what the form holds at first.
fn call(form: &WorkflowForm) -> Option<AnyView> {
    let workflow = &form.card.workflow;
    let inputs = workflow.inputs.iter().filter(|input| input.name != DISPATCH_INPUT).map(|input| {
        let example = match &input.kind {
            InputKind::Choice { options } => options.first().cloned(),
            InputKind::Environment => form.environments.first().cloned(),
            InputKind::Boolean => Some("false".to_owned()),
            InputKind::Number => Some("1".to_owned()),
            InputKind::Text => None,
        };
        let value = input.default.clone().or(example).unwrap_or_else(|| "…".to_owned());
        (input.name.clone(), serde_json::Value::String(value))
    });
    let inputs: serde_json::Map<String, serde_json::Value> = inputs.collect();
    let body = serde_json::json!({ "inputs": inputs, "reason": "…" }).to_string();
    let path = format!("/pipelines/{}/workflows/{}/runs", form.repository, workflow.file);
    form.card.may.allowed.then(|| view! { <ApiCall method="POST" path=path body=body/> }.into_any())
}

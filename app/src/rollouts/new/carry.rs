//! The change of environments that a rollout carries along: what can be chosen, and what would come of it.

use super::choice::{Query, REGION, VALUE};
use super::regions;
use super::text::{self, NewText};
use crate::i18n::{Words, names, told};
use crate::requests::form::encoding::encode;
use crate::requests::one::labels::Labels;
use crate::rollouts::one::{RolloutText, after, differences};
use crate::ssr::{self, Portal};
use crate::ui::{Digest, Field};
use domain::PortalError;
use domain::names::{RegionName, StageName};
use domain::people::Actor;
use domain::template::{Parameter, ParameterProblem, Template, TemplateDigest};
use domain::view::{CarryInput, CarryPreview, EnvironmentRow, RolloutPreview};
use leptos::prelude::*;
use services::ports::EnvironmentFilter;
use std::collections::{BTreeMap, BTreeSet};

/// Environments that are looked through for versions and names.
const ENVIRONMENTS: u32 = 200;

/// What can be carried, and what is.
#[derive(Default)]
pub struct CarryOffer {
    /// Names and titles of templates.
    pub templates: Vec<(String, String)>,
    pub chosen: Option<Chosen>,
}

/// The template that is chosen.
pub struct Chosen {
    pub template: Template,
    pub input: CarryInput,
    /// Versions that run, besides the newest.
    versions: Vec<TemplateDigest>,
    /// Environments that run it.
    environments: Vec<String>,
}

impl CarryOffer {
    /// What is on offer for a service and stage. A template that cannot be read is not.
    pub async fn of(
        portal: &Portal,
        actor: &Actor,
        query: &Query,
        place: (Option<&String>, Option<&StageName>),
    ) -> Result<Self, PortalError> {
        let cards = portal.templates(actor).await?;
        let templates: Vec<Template> = cards.into_iter().filter_map(|card| card.template).collect();
        let named =
            |template: &Template| (template.name.to_string(), template.title.get(ssr::lang()).to_owned());
        let list = templates.iter().map(named).collect();
        let input = query.carried();
        let template = input.and_then(|input| {
            Some((templates.into_iter().find(|it| it.name.as_str() == input.template)?, input))
        });
        let chosen = match template {
            Some((template, input)) => {
                let there = environments(portal, actor, place, &template).await?;
                Some(Chosen::of(template, input, &there))
            }
            None => None,
        };
        Ok(CarryOffer { templates: list, chosen })
    }
}

/// The service's environments of the stage that run a template.
async fn environments(
    portal: &Portal,
    actor: &Actor,
    (service, stage): (Option<&String>, Option<&StageName>),
    template: &Template,
) -> Result<Vec<EnvironmentRow>, PortalError> {
    let filter = EnvironmentFilter {
        service: service.cloned(),
        stage: stage.map(ToString::to_string),
        template: Some(template.name.clone()),
        ..EnvironmentFilter::default()
    };
    Ok(portal.environments(actor, &filter, None, ENVIRONMENTS).await?.items)
}

impl Chosen {
    fn of(template: Template, mut input: CarryInput, there: &[EnvironmentRow]) -> Self {
        // The form offers the newest version without its digest.
        input.version = input.version.filter(|version| *version != template.digest.0);
        let versions: BTreeSet<&TemplateDigest> = there.iter().map(|row| &row.template_digest).collect();
        let versions = versions.into_iter().filter(|digest| **digest != template.digest).cloned().collect();
        let names: BTreeSet<String> = there.iter().map(|row| row.name.to_string()).collect();
        Chosen { versions, environments: names.into_iter().collect(), template, input }
    }

    /// For one region only.
    pub fn own(&self, region: &RegionName, parameter: &Parameter) -> Option<&String> {
        self.input.overrides.get(region.as_str())?.get(&parameter.name)
    }

    /// For all regions.
    pub fn value(&self, parameter: &Parameter) -> Option<&String> {
        self.input.parameters.get(&parameter.name)
    }

    /// What people are asked for; the portal fills in the rest.
    pub fn asked(&self, secret: bool) -> impl Iterator<Item = &Parameter> {
        let parameters = self.template.parameters.iter();
        parameters.filter(move |parameter| parameter.fill.is_none() && parameter.no_echo == secret)
    }
}

/// What belongs to the choices above: the template, and what is asked of it. Secrets are no part of an address.
pub fn fields(offer: &CarryOffer, regions: &[RegionName], present: &Present) -> AnyView {
    let (text, chosen) = (NewText::here(), offer.chosen.as_ref());
    let name = chosen.map(|chosen| chosen.template.name.to_string()).unwrap_or_default();
    let options = offer.templates.iter().map(|(value, title)| {
        view! { <option value=value.clone() selected=*value == name>{title.clone()}</option> }
    });
    let options = options.collect_view();
    view! {
        <Field id="new-carry" label=text.carry>
            <select id="new-carry" name="carry[template]">
                <option value="">{text.carry_nothing}</option>
                {options}
            </select>
        </Field>
        {chosen.map(|chosen| details(chosen, regions, present))}
    }
    .into_any()
}

fn details(chosen: &Chosen, regions: &[RegionName], present: &Present) -> AnyView {
    let (text, lang) = (NewText::here(), ssr::lang());
    let version = chosen.input.version.clone().unwrap_or_default();
    let versions = chosen.versions.iter().map(|digest| {
        let label = format!("{} {}", text.carry_running, short(digest));
        view! { <option value=digest.to_string() selected=digest.0 == version>{label}</option> }
    });
    let versions = versions.collect_view();
    let newest = format!("{} {}", text.carry_newest, short(&chosen.template.digest));
    let named = chosen.input.environment.clone().unwrap_or_default();
    let list = chosen.environments.iter().map(|name| view! { <option value=name.clone()></option> });
    let list = list.collect_view();
    let usual = chosen.environments.first().cloned().unwrap_or_else(|| chosen.template.name.to_string());
    // Somebody has to say something, or has.
    let open = !chosen.input.parameters.is_empty() || chosen.asked(false).any(Parameter::required);
    let parameters = chosen.asked(false).map(|parameter| {
        let (id, name) =
            (format!("carry-{}", parameter.name), format!("carry[parameters][{}]", parameter.name));
        let label = parameter.label.get(lang).to_owned();
        let value = chosen.value(parameter).cloned().unwrap_or_default();
        let runs = running(parameter, present);
        let hint = runs.as_ref().map(|runs| format!("{}: {runs}", text.carry_as_it_is));
        let control = control(parameter, Cell { id: id.clone(), name, label: None, value, inherited: runs });
        match hint {
            Some(hint) => view! { <Field id=id label=label hint=hint>{control}</Field> }.into_any(),
            None => view! { <Field id=id label=label>{control}</Field> }.into_any(),
        }
    });
    view! {
        <fieldset class="carry">
            <legend>{text.carry_values}</legend>
            <Field id="new-version" label=text.carry_version>
                <select id="new-version" name="carry[version]"><option value="">{newest}</option>{versions}</select>
            </Field>
            <Field id="new-environment" label=Words::here().environment>
                <input id="new-environment" name="carry[environment]" value=named placeholder=usual list="carry-environments"/>
                <datalist id="carry-environments">{list}</datalist>
            </Field>
            <details class="carry-values" open=open>
                <summary>{text.carry_parameters}</summary>
                <div class="carry">{parameters.collect_view()}</div>
                <p class="hint">{text.carry_values_hint}</p>
            </details>
            {regions::table(chosen, regions, present)}
        </fieldset>
    }
    .into_any()
}

/// What each region runs with now.
pub type Present = BTreeMap<RegionName, BTreeMap<String, String>>;

/// All values that a parameter has now.
fn running(parameter: &Parameter, present: &Present) -> Option<String> {
    let values: BTreeSet<&str> =
        present.values().filter_map(|values| values.get(&parameter.name)).map(String::as_str).collect();
    let values: Vec<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
    (!values.is_empty()).then(|| values.join(" / "))
}

/// Where a value is typed.
pub struct Cell {
    pub id: String,
    pub name: String,
    /// What it is called where no label stands beside it.
    pub label: Option<String>,
    pub value: String,
    /// What is meant while it is empty, besides what runs.
    pub inherited: Option<String>,
}

/// Empty: as it runs, or the template's default where it is new.
pub fn control(parameter: &Parameter, cell: Cell) -> AnyView {
    let Cell { id, name, label, value, inherited } = cell;
    let allowed = &parameter.constraints.allowed_values;
    if allowed.is_empty() {
        let usual = inherited.or_else(|| parameter.default.clone()).unwrap_or_default();
        return view! { <input id=id name=name aria-label=label value=value placeholder=usual autocomplete="off" spellcheck="false"/> }
            .into_any();
    }
    let options = allowed.iter().map(|allowed| {
        view! { <option value=allowed.clone() selected=*allowed == value>{allowed.clone()}</option> }
    });
    let options = options.collect_view();
    let usual = inherited.unwrap_or_else(|| NewText::here().carry_as_it_is.to_owned());
    view! { <select id=id name=name aria-label=label><option value="">{usual}</option>{options}</select> }
        .into_any()
}

/// Secrets are typed beside the button that starts it: what is shown again loses them.
pub fn secrets(offer: &CarryOffer, regions: &[RegionName]) -> Option<AnyView> {
    let chosen = offer.chosen.as_ref()?;
    let (text, lang) = (NewText::here(), ssr::lang());
    let secrets = chosen.asked(true).map(|parameter| {
        let id = format!("carry-{}", parameter.name);
        let name = format!("carry[parameters][{}]", parameter.name);
        let label = parameter.label.get(lang).to_owned();
        view! {
            <Field id=id.clone() label=label hint=text.carry_secret>
                <input
                    id=id.clone()
                    name=name
                    type="password"
                    autocomplete="new-password"
                    aria-describedby=format!("{id}-hint")
                />
            </Field>
        }
    });
    let fields = view! { {secrets.collect_view()}{regions::secrets(chosen, regions)} };
    Some(fields.into_any())
}

/// What would be done to which environment, and whose yes it may take.
pub fn outlook(preview: &RolloutPreview, offer: &CarryOffer) -> Option<AnyView> {
    let carry = preview.carry.as_ref()?;
    let (text, lang) = (NewText::here(), ssr::lang());
    let what = carry.template.as_ref().map(|(template, digest)| {
        let environment = carry.environment.as_ref().map(ToString::to_string).unwrap_or_default();
        view! {
            <p>
                {template.to_string()}" "<Digest digest=digest.0.clone()/>" → "<strong>{environment}</strong>
            </p>
        }
    });
    let targets = carry.targets.iter().map(|target| {
        view! {
            <li>
                {ssr::region(lang, &target.region)}
                ": "
                <strong>{names::request_action(lang, target.action)}</strong>
                " "
                <code class="faint">{target.stack_name.clone()}</code>
            </li>
        }
    });
    let labels = offer.chosen.as_ref().map(|chosen| Labels::from(chosen.template.parameters.as_slice()));
    let labels = labels.unwrap_or_default();
    let first = carry.after.as_ref().map(|first| {
        view! { <p class="note waiting"><i class="glyph waiting" aria-hidden="true"></i><span>{text.carry_after}" "{after(first, &preview.others)}</span></p> }
    });
    let when = if first.is_some() { text.carry_later } else { text.carry_plans };
    let lost = carry.when_data_is_lost.as_ref().map(|rule| {
        view! { <p class="note warning"><i class="glyph warning" aria-hidden="true"></i><span>{text.carry_lost}" "{text::approvers(lang, rule)}</span></p> }
    });
    let view = view! {
        <section class="carry-outlook" aria-labelledby="carry-title">
            <h3 id="carry-title">{RolloutText::here().env_title}</h3>
            {what}
            {problems(carry, offer)}
            <ul class="wave-regions">{targets.collect_view()}</ul>
            {carry.template.is_some().then(|| differences(&carry.differences, &labels))}
            {lost}
            {first}
            <p class="faint">{when}" "{RolloutText::here().env_stays}</p>
        </section>
    };
    Some(view.into_any())
}

/// What keeps it from being started. Secrets are still to be typed, and refused where they do not fit.
pub fn obstacles<'a>(carry: &'a CarryPreview, offer: &CarryOffer) -> Vec<&'a ParameterProblem> {
    let template = offer.chosen.as_ref().map(|chosen| &chosen.template);
    let secret = |name: &str| {
        template.and_then(|template| template.parameter(name)).is_some_and(|parameter| parameter.no_echo)
    };
    carry.problems.iter().filter(|problem| !secret(&problem.parameter)).collect()
}

/// What people know a field of the form as.
pub fn label(offer: &CarryOffer, field: &str) -> String {
    let bare = field.strip_prefix("carry.").unwrap_or(field);
    let bare = bare.strip_prefix("parameters.").unwrap_or(bare);
    let template = offer.chosen.as_ref().map(|chosen| &chosen.template);
    if let Some(parameter) = template.and_then(|template| template.parameter(bare)) {
        return parameter.label.get(ssr::lang()).to_owned();
    }
    match bare {
        "environment" => Words::here().environment.to_owned(),
        "version" => NewText::here().carry_version.to_owned(),
        other => other.to_owned(),
    }
}

fn problems(carry: &CarryPreview, offer: &CarryOffer) -> Option<AnyView> {
    let obstacles = obstacles(carry, offer);
    let items = obstacles.iter().map(|problem| {
        let told = told(ssr::lang(), &problem.message);
        match problem.parameter.as_str() {
            "" => view! { <li>{told}</li> }.into_any(),
            name => view! { <li><strong>{label(offer, name)}</strong>": "{told}</li> }.into_any(),
        }
    });
    (!obstacles.is_empty()).then(|| {
        view! {
            <div class="note bad" role="alert">
                <i class="glyph bad" aria-hidden="true"></i>
                <div><p><strong>{NewText::here().problems}</strong></p><ul>{items.collect_view()}</ul></div>
            </div>
        }
        .into_any()
    })
}

/// The part of the page's address that brings these choices back, without secrets.
pub async fn shown(portal: &Portal, actor: &Actor, input: Option<&CarryInput>) -> String {
    let Some(input) = input else { return String::new() };
    let template = match portal.template(actor, &input.template).await {
        Ok(page) => page.card.template,
        Err(_) => None,
    };
    pairs(template.as_ref(), input)
}

/// The same, as far as the template's parameters are known.
pub fn pairs(template: Option<&Template>, input: &CarryInput) -> String {
    let open = |name: &str| {
        let parameter = template.and_then(|template| template.parameter(name));
        parameter.is_some_and(|parameter| !parameter.no_echo)
    };
    let values = input.parameters.iter().filter(|(name, _)| open(name));
    let values = values.map(|(name, value)| (format!("{VALUE}{name}"), value.clone()));
    let own = input.overrides.iter();
    let own = own.flat_map(|(region, values)| values.iter().map(move |value| (region, value)));
    let own = own.filter(|(_, (name, _))| open(name));
    let own = own.map(|(region, (name, value))| (format!("{REGION}{region}.{name}"), value.clone()));
    let fixed = [
        ("carry".to_owned(), input.template.clone()),
        ("version".to_owned(), input.version.clone().unwrap_or_default()),
        ("environment".to_owned(), input.environment.clone().unwrap_or_default()),
    ];
    let pairs = fixed.into_iter().filter(|(_, value)| !value.is_empty()).chain(values).chain(own);
    format!("&{}", encode(pairs))
}

/// The same for scripts.
pub fn body(offer: &CarryOffer) -> Option<serde_json::Value> {
    let input = &offer.chosen.as_ref()?.input;
    let mut body = serde_json::json!({ "template": input.template });
    if let Some(version) = &input.version {
        body["version"] = version.as_str().into();
    }
    if let Some(environment) = &input.environment {
        body["environment"] = environment.as_str().into();
    }
    if !input.parameters.is_empty() {
        body["parameters"] = serde_json::json!(input.parameters);
    }
    if !input.overrides.is_empty() {
        body["overrides"] = serde_json::json!(input.overrides);
    }
    Some(body)
}

fn short(digest: &TemplateDigest) -> String {
    digest.0.trim_start_matches("sha256:").chars().take(12).collect()
}

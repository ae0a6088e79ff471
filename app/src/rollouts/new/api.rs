#![allow(clippy::too_many_arguments, reason = "a form's function has an argument per field")]
use super::choice::EXCLUDE;
use super::form::Offer;
use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use crate::ui::address::encode;
use domain::PortalError;
use domain::ids::RolloutId;
use domain::people::Actor;
use domain::view::{CarryInput, RolloutInput};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where the form is sent.
pub const START: &str = "/fn/rollouts/start";

/// Starts it and leads to its page, when it is what was shown. Else it is shown anew, and nothing is started.
#[server(prefix = "/fn", endpoint = "rollouts/start")]
pub async fn start_rollout(
    service: String,
    stage: String,
    #[server(default)] release: String,
    #[server(default)] exclude: Vec<String>,
    #[server(default)] reason: String,
    /// Present when somebody on call goes ahead without the approval.
    #[server(default)]
    break_glass: Option<String>,
    /// A change of environments that is carried along.
    #[server(default)]
    carry: Option<CarryInput>,
    /// The rollout whose place it takes.
    #[server(default)]
    instead: String,
    /// The choices of which the page showed what would come, as [`seen_as`] tells them.
    #[server(default)]
    seen: String,
    /// Present when these choices are only to be shown.
    #[server(default)]
    show: Option<String>,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let carry = carry.and_then(filled);
    let shown = super::carry::shown(&portal, &actor, carry.as_ref()).await;
    let chosen = address(&service, &stage, &release) + &shown;
    let page = chosen.clone() + &excluding(&exclude) + &replacing(&instead);
    if show.is_some() || seen != chosen {
        let differs = if show.is_none() { "&differs=on" } else { "" };
        let why = match reason.trim() {
            "" => String::new(),
            why => format!("&reason={}", encode(why)),
        };
        leptos_axum::redirect(&format!("{page}{why}{differs}"));
        return Ok(());
    }
    let form = Form { about: service.clone(), typed: reason.clone(), page };
    let input = RolloutInput {
        service,
        stage,
        release,
        exclude,
        reason: Some(reason),
        break_glass: break_glass.is_some(),
        instead: Some(instead).filter(|id| !id.is_empty()),
        carry,
    };
    let done = portal.start_rollout(&actor, input).await;
    back::go(&portal, &actor, done.map(|rollout| format!("/rollouts/{}", encode(rollout.id.as_str()))), form)
        .await
}

/// The change that the form asks for. What is left empty stays as it runs.
fn filled(typed: CarryInput) -> Option<CarryInput> {
    let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let parameters = typed.parameters.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let filled = |(region, values): (String, BTreeMap<String, String>)| {
        let values: BTreeMap<_, _> = values.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        (!values.is_empty()).then_some((region, values))
    };
    let overrides = typed.overrides.into_iter().filter_map(filled).collect();
    let (version, environment) = (some(typed.version), some(typed.environment));
    (!typed.template.is_empty()).then_some(CarryInput {
        template: typed.template,
        version,
        environment,
        parameters,
        overrides,
    })
}

/// The choices of which the page shows what would come. Secrets and regions that are left out change nothing of that.
pub fn seen_as(offer: &Offer) -> String {
    let text = |chosen: &Option<String>| chosen.clone().unwrap_or_default();
    let stage = offer.stage.as_ref().map(ToString::to_string).unwrap_or_default();
    let carried = offer.carry.chosen.as_ref();
    let carried = carried.map(|chosen| super::carry::pairs(Some(&chosen.template), &chosen.input));
    address(&text(&offer.service), &stage, &text(&offer.release)) + &carried.unwrap_or_default()
}

/// The page on which a rollout is started anew, with its choices made.
pub async fn anew(portal: &ssr::Portal, actor: &Actor, id: &RolloutId) -> Result<String, PortalError> {
    let choices = portal.rollout_choices(actor, id).await?;
    let shown = super::carry::shown(portal, actor, choices.carry.as_ref()).await;
    let chosen = address(&choices.service, &choices.stage, &choices.release) + &shown;
    let why = choices.reason.map(|why| format!("&reason={}", encode(&why))).unwrap_or_default();
    Ok(chosen + &excluding(&choices.exclude) + &replacing(id.as_str()) + &why)
}

fn replacing(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!("&instead={}", encode(id)) }
}

fn excluding(regions: &[String]) -> String {
    regions.iter().map(|region| format!("&{}=on", encode(&format!("{EXCLUDE}{region}")))).collect()
}

/// The page with these choices made.
pub fn address(service: &str, stage: &str, release: &str) -> String {
    let pairs = [("service", service), ("stage", stage), ("release", release)];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("/rollouts/new?{}", query.join("&"))
}

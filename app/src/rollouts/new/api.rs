use crate::api::Failure;
use crate::ssr::back::Form;
use crate::ssr::{self, back};
use crate::ui::address::encode;
use domain::view::{CarryInput, RolloutInput};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where the form is sent.
pub const START: &str = "/fn/rollouts/start";

/// Starts it and leads to its page.
#[server(prefix = "/fn", endpoint = "rollouts/start")]
pub async fn start_rollout(
    service: String,
    stage: String,
    release: String,
    #[server(default)] exclude: Vec<String>,
    #[server(default)] reason: String,
    /// Present when somebody on call goes ahead without the approval.
    #[server(default)]
    break_glass: Option<String>,
    /// A change of environments that is carried along.
    #[server(default)]
    carry: Option<CarryInput>,
) -> Result<(), Failure> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    let carry = carry.and_then(filled);
    let shown = super::carry::shown(&portal, &actor, carry.as_ref()).await;
    let page = address(&service, &stage, &release) + &shown;
    let form = Form { about: service.clone(), typed: reason.clone(), page };
    let input = RolloutInput {
        service,
        stage,
        release,
        exclude,
        reason: Some(reason),
        break_glass: break_glass.is_some(),
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

/// The page with these choices made.
pub fn address(service: &str, stage: &str, release: &str) -> String {
    let pairs = [("service", service), ("stage", stage), ("release", release)];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    format!("/rollouts/new?{}", query.join("&"))
}

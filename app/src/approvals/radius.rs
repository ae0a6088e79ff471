use super::text::{self, InboxText, Sentence};
use crate::i18n::{self, Words};
use crate::requests::one::places::Places;
use crate::requests::one::plans::Tally;
use crate::requests::one::scope::Scope;
use crate::ssr;
use domain::view::RequestView;
use leptos::prelude::*;

/// One sentence: who wants what, where, at what cost, as far as an answer is about it.
pub fn summary(request: &RequestView, places: &Places) -> String {
    let scope = Scope::of(request);
    text::sentence(
        ssr::lang(),
        &Sentence {
            who: &request.requester_name,
            action: request.action,
            what: &format!("{} / {}", request.service, request.environment),
            template: request.template.as_str(),
            places: &scope.places(ssr::lang(), request, places),
            cost: scope.cost(ssr::lang(), request),
        },
    )
}

/// How far a yes reaches: stages, regions, and what happens to how many resources; the rest in one line.
#[component]
pub fn Radius<'a>(request: &'a RequestView, places: &'a Places) -> impl IntoView + use<> {
    let text = InboxText::here();
    let lang = ssr::lang();
    let scope = Scope::of(request);
    // In the order of the request, which has the home region first.
    let mut regions: Vec<String> = Vec::new();
    let mut stages: Vec<String> = Vec::new();
    for target in scope.covered.iter().filter_map(|place| request.targets.get(*place)) {
        let stage = i18n::names::stage(lang, &target.stage);
        let region = places.region(lang, &target.region);
        if !stages.contains(&stage) {
            stages.push(stage);
        }
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    let rest = scope.rest(lang, request).map(|rest| view! { <p class="rest faint">{rest}</p> });
    let cost = scope.cost(lang, request).map(|cost| {
        view! { <dt>{Words::here().cost}</dt><dd>{cost}</dd> }
    });
    view! {
        <section class="card radius">
            <header><h2>{text.radius}</h2></header>
            <dl class="body facts">
                <dt>{text.stages}" "<span class="count">{stages.len()}</span></dt>
                <dd>{stages.join(", ")}</dd>
                <dt>{text.regions}" "<span class="count">{regions.len()}</span></dt>
                <dd>{regions.join(", ")}</dd>
                <dt>{text.resources}</dt>
                <dd><Tally counts=scope.tally(request)/></dd>
                {cost}
            </dl>
            {rest}
        </section>
    }
}

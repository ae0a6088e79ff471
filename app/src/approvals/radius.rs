use super::text::{self, InboxText, Sentence};
use crate::i18n;
use crate::requests::one::places::Places;
use crate::requests::one::plans::{Tally, tally};
use crate::ssr;
use domain::view::RequestView;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// One sentence: who wants what, where, at what cost.
pub fn summary(request: &RequestView, places: &Places) -> String {
    let everything: Vec<usize> = (0..request.targets.len()).collect();
    text::sentence(
        ssr::lang(),
        &Sentence {
            who: &request.requester_name,
            action: request.action,
            what: &format!("{} / {}", request.service, request.environment),
            template: request.template.as_str(),
            places: &places.targets(ssr::lang(), &request.targets, &everything),
            cost: request.monthly_usd.map(|usd| i18n::monthly(ssr::lang(), usd)),
        },
    )
}

/// How far it reaches: stages, regions, and what happens to how many resources.
#[component]
pub fn Radius<'a>(request: &'a RequestView, places: &'a Places) -> impl IntoView + use<> {
    let text = InboxText::here();
    let lang = ssr::lang();
    let stages: BTreeSet<_> = request.targets.iter().map(|target| &target.stage).collect();
    // In the order of the request, which has the home region first.
    let mut regions: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for target in &request.targets {
        let (stage, region) = (i18n::names::stage(lang, &target.stage), places.region(&target.region));
        if !names.contains(&stage) {
            names.push(stage);
        }
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    let changes =
        request.targets.iter().filter_map(|target| target.plan.as_ref()).flat_map(|plan| &plan.changes);
    let counts = tally(changes);
    view! {
        <section class="card radius">
            <header><h2>{text.radius}</h2></header>
            <dl class="body facts">
                <dt>{text.stages}" "<span class="count">{stages.len()}</span></dt>
                <dd>{names.join(", ")}</dd>
                <dt>{text.regions}" "<span class="count">{regions.len()}</span></dt>
                <dd>{regions.join(", ")}</dd>
                <dt>{text.resources}</dt>
                <dd><Tally counts=counts/></dd>
            </dl>
        </section>
    }
}

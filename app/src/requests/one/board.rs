use super::Happening;
use super::actions::Actions;
use super::api::StoodOn;
use super::decision::DecisionBox;
use super::differences::Differences;
use super::facts::Facts;
use super::findings::Findings;
use super::labels::Labels;
use super::lane::{Lanes, failure, lane_id};
use super::places::Places;
use super::plans::Plans;
use super::text::{self, RequestText};
use super::timeline::Timeline;
use crate::i18n;
use domain::request::TargetStatus;
use domain::view::{RequestView, TargetView};
use leptos::prelude::*;
use std::sync::Arc;

/// Id of the element that a board stands in.
pub const BOARD: &str = "board";

/// Everything on the page that may change while somebody looks.
#[component]
pub fn Board(
    request: Arc<RequestView>,
    /// Oldest first.
    events: Arc<Vec<Happening>>,
    places: Arc<Places>,
    labels: Arc<Labels>,
    /// A comment from a form that came back.
    #[prop(optional, into)]
    typed: String,
) -> impl IntoView {
    view! {
        {carrier(&request)}
        <Actions request=request.clone()/>
        <Facts request=request.clone()/>
        {failures(&request, &places)}
        <div class="request-grid" id="request-grid">
            <div class="request-main" id="request-main">
                <Plans request=request.clone() places=places.clone()/>
                <Differences request=request.clone() places=places.clone() labels=labels/>
                <Lanes request=request.clone() events=events places=places.clone()/>
            </div>
            <div class="request-side" id="request-side">
                <DecisionBox request=request.clone() places=places.clone() from=StoodOn::Request typed=typed/>
                <Findings request=request.clone()/>
                <Timeline request=request places=places/>
            </div>
        </div>
    }
    .into_any()
}

/// The rollout in whose hands it is.
fn carrier(request: &RequestView) -> Option<AnyView> {
    let rollout = request.carried_by.as_ref()?;
    let text = RequestText::here();
    let note = view! {
        <p class="note" id="carrier">
            <i class="glyph held" aria-hidden="true"></i>
            <span>
                {text.carried_by}
                " "
                <a href=format!("/rollouts/{rollout}")><code>{rollout.to_string()}</code></a>
                ". "
                {text.carried_how}
            </span>
        </p>
    };
    Some(note.into_any())
}

/// What failed, on top, with the way to its lane.
fn failures(request: &RequestView, places: &Places) -> Option<AnyView> {
    let failed: Vec<&TargetView> = request.targets.iter().filter(|target| broken(target)).collect();
    if failed.is_empty() {
        return None;
    }
    let lang = i18n::lang();
    let count = text::failed(lang, failed.len(), request.targets.len());
    let items = failed.into_iter().map(|target| {
        let place = places.target(lang, &target.stage, &target.region);
        view! { <li><a href=format!("#{}", lane_id(target))>{place}</a>{failure(target)}</li> }
    });
    Some(
        view! {
            <section class="card failures" id="failures">
                <header><h2>{RequestText::here().failed}</h2><span class="faint">{count}</span></header>
                <ul class="body">{items.collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}

fn broken(target: &TargetView) -> bool {
    matches!(target.status, TargetStatus::PlanFailed | TargetStatus::Failed | TargetStatus::Errored)
}

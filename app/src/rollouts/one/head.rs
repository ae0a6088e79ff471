use super::actions::Actions;
use super::gates::rollout_link;
use super::text::{self, RolloutText};
use crate::i18n::names;
use crate::ssr;
use crate::ui::{StatusBadge, Time};
use domain::rollout::{By, Kind};
use domain::view::RolloutView;
use leptos::prelude::*;

/// "live-api 1.8.2 → prod".
pub fn title(rollout: &RolloutView) -> String {
    let stage = names::stage(ssr::lang(), &rollout.stage);
    format!("{} {} → {stage}", rollout.service, rollout.release.version)
}

/// Stays in sight: what goes where, how it stands, and what can be done.
#[component]
pub fn Head<'a>(rollout: &'a RolloutView) -> impl IntoView + use<> {
    let text = RolloutText::here();
    let back = match &rollout.kind {
        Kind::Rollback { of } => Some(view! {
            <p class="faint">{text.rollback_of}" "{rollout_link(of, &rollout.others)}</p>
        }),
        Kind::Forward => None,
    };
    let reason = rollout.reason.clone().map(|reason| view! { <blockquote>{reason}</blockquote> });
    let paused = rollout.paused.as_ref().map(|by| by_line(text.paused_by, by));
    let closed = rollout.closed.as_ref().map(|closed| by_line(text.ended_by, &closed.by));
    view! {
        <header class="rollout-head" id="rollout-head">
            <div>
                <h1>{title(rollout)}</h1>
                <p class="head-line">
                    <StatusBadge status=rollout.status/>
                    <span class="faint">{progress(rollout)}</span>
                    <span class="faint">{text.asked_by}" "{rollout.requester_name.clone()}</span>
                    <span class="faint tight"><Time at=rollout.created_at/></span>
                </p>
                {back}{reason}{paused}{closed}
            </div>
            <Actions rollout=rollout/>
        </header>
    }
}

/// How many regions are done.
pub fn progress(rollout: &RolloutView) -> String {
    let lanes = || rollout.waves.iter().flat_map(|wave| &wave.lanes);
    text::done(ssr::lang(), lanes().filter(|lane| lane.state().good()).count(), lanes().count())
}

fn by_line(label: &'static str, by: &By) -> AnyView {
    let why = by.why.clone().map(|why| view! { <blockquote>{why}</blockquote> });
    view! { <div><p class="faint">{label}" "{by.name.clone()}" "<span class="tight"><Time at=by.at/></span></p>{why}</div> }
        .into_any()
}

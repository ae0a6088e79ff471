use super::actions::{Confirmed, confirmation};
use super::board::{BOARD, board};
use super::head::title;
use super::lane::Context;
use super::text::RolloutText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::live::PageLive;
use crate::releases::Changes;
use crate::requests::one::labels::Labels;
use crate::rollouts::new::anew;
use crate::ssr::back::{Kept, kept};
use crate::ssr::{self, Portal};
use crate::ui::ErrorNote;
use crate::ui::address::encode;
use domain::ErrorCode;
use domain::ids::{ReleaseId, RolloutId};
use domain::people::Actor;
use domain::rollout::RolloutStatus;
use domain::view::RolloutView;
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// The deed that is to be confirmed, without scripts.
    confirm: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn RolloutPage() -> impl IntoView {
    let id = RolloutId(ssr::path_parameter("id"));
    page(Nav::Rollouts, Words::here().rollout, async move |portal, actor| {
        let query: Query = ssr::query();
        let rollout = portal.rollout(&actor, &id).await?;
        let versions = versions(&portal, &actor, &rollout).await;
        let kept = kept(&portal, &actor, &query.failed, id.as_str()).await;
        let signals = portal.rollout_signals(&actor, &id).await?;
        let labels = match &rollout.carried {
            Some(view) => Labels::of(&portal, &actor, &view.carried.template).await,
            None => Labels::default(),
        };
        let anew = match rollout.status {
            RolloutStatus::ChangesRequested => Some(anew(&portal, &actor, &id).await?),
            _ => None,
        };
        let anew = anew.as_deref();
        let context =
            Context { now: portal.now(), versions: &versions, signals: &signals, anew, labels: &labels };
        let version = rollout.version + portal.signals_step(&rollout);
        let changes = portal.rollout_changes(&actor, &id).await?;
        let path = format!("/rollouts/{}/changes", encode(id.as_str()));
        let begun = rollout.waves.iter().any(|wave| wave.opened_at.is_some());
        let board = draw(&rollout, version, &context, kept, &query.confirm);
        Ok(view! { {board}<section class="card pad rollout-changes"><Changes changes=changes call=path begun=begun/></section> }
            .into_any())
    })
}

/// What the releases that ran before are called; one that cannot be found keeps its id.
async fn versions(portal: &Portal, actor: &Actor, rollout: &RolloutView) -> BTreeMap<ReleaseId, String> {
    let lanes = rollout.waves.iter().flat_map(|wave| &wave.lanes);
    let before: BTreeSet<&ReleaseId> = lanes.filter_map(|lane| lane.before.as_ref()).collect();
    let mut versions = BTreeMap::new();
    for id in before {
        if let Ok(release) = portal.release(actor, id).await {
            versions.insert(id.clone(), release.version.to_string());
        }
    }
    versions
}

/// `version` counts what is measured, too.
fn draw(
    rollout: &RolloutView,
    version: i64,
    context: &Context<'_>,
    kept: Option<Kept>,
    confirm: &str,
) -> AnyView {
    let typed = kept.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
    let url = format!("/live/rollouts/{}", encode(rollout.id.as_str()));
    view! {
        <Title text=title(rollout)/>
        <PageLive url=url event="page".to_owned() version=version region=BOARD.to_owned()/>
        {kept.map(failure)}
        {confirm_card(rollout, confirm, &typed)}
        {board(rollout, context, typed)}
    }
    .into_any()
}

/// Why the form came back. What changed meanwhile has words of its own.
fn failure(kept: Kept) -> AnyView {
    if kept.failure.error.code != ErrorCode::StaleDigest {
        return view! { <ErrorNote failure=kept.failure/> }.into_any();
    }
    let text = RolloutText::here();
    view! {
        <div class="note warning" role="alert">
            <i class="glyph warning" aria-hidden="true"></i>
            <div><p><strong>{text.changed_title}</strong></p><p>{text.changed_text}</p></div>
        </div>
    }
    .into_any()
}

/// The confirmation for browsers without scripts.
fn confirm_card(rollout: &RolloutView, confirm: &str, typed: &str) -> Option<AnyView> {
    let what = Confirmed::ALL.into_iter().find(|what| what.deed().as_str() == confirm)?;
    what.allowed(rollout).allowed.then(|| {
        view! {
            <section class="card confirm">
                <header><h2>{what.title()}</h2></header>
                <div class="body">{confirmation(what, rollout, typed.to_owned(), "page")}</div>
            </section>
        }
        .into_any()
    })
}

use super::text::ReleasesText;
use crate::i18n::names;
use crate::live::PageLive;
use crate::rollouts::one::copying;
use crate::ssr::{self, Portal};
use crate::ui::StatusBadge;
use crate::ui::address::encode;
use domain::PortalError;
use domain::people::Actor;
use domain::release::Release;
use domain::rollout::RolloutStatus;
use domain::view::{LaneView, RolloutView};
use leptos::prelude::*;
use services::ports::RolloutFilter;

/// Open rollouts of a service that are looked through.
const LOOKED_AT: u32 = 100;
/// Id of the element that follows the rollouts.
const REGION: &str = "under-way";

/// The rollouts that carry a release now.
pub async fn carried(
    portal: &Portal,
    actor: &Actor,
    release: &Release,
) -> Result<Vec<RolloutView>, PortalError> {
    let open = RolloutStatus::ALL.into_iter().filter(|status| status.open());
    let filter = RolloutFilter {
        service: Some(release.service.to_string()),
        statuses: open.map(|status| status.as_str().to_owned()).collect(),
        ..RolloutFilter::default()
    };
    let rows = portal.rollouts(actor, &filter, None, LOOKED_AT).await?.items;
    let mut carried = Vec::new();
    for row in rows.into_iter().filter(|row| row.release_version == release.version) {
        carried.push(portal.rollout(actor, &row.id).await?);
    }
    Ok(carried)
}

/// Each with how far its copies are. The newest one is followed while somebody looks.
#[component]
pub fn UnderWay(rollouts: Vec<RolloutView>) -> impl IntoView {
    let live = rollouts.first().map(|rollout| {
        let url = format!("/live/rollouts/{}", encode(rollout.id.as_str()));
        let (event, version) = ("rollout".to_owned(), rollout.version);
        view! { <PageLive url=url event=event version=version region=REGION.to_owned()/> }
    });
    let items: Vec<AnyView> = rollouts.iter().map(item).collect();
    let told = rollouts.first().map(|rollout| names::rollout_status(ssr::lang(), rollout.status));
    let list = (!items.is_empty()).then(|| {
        view! {
            <section class="card pad" aria-labelledby="under-way-title">
                <h2 id="under-way-title">{ReleasesText::here().under_way}</h2>
                <ul class="plain">{items}</ul>
            </section>
        }
    });
    view! { {live}<div id=REGION data-told=told>{list}</div> }
}

fn item(rollout: &RolloutView) -> AnyView {
    let lang = ssr::lang();
    let lanes = rollout.waves.iter().flat_map(|wave| &wave.lanes);
    let told = |lane: &LaneView| {
        let words = copying(lane)?;
        Some(view! { <li>{ssr::region(lang, &lane.lane.region)}": "{words}</li> })
    };
    let copies = lanes.filter_map(told).collect_view();
    view! {
        <li>
            <a href=format!("/rollouts/{}", rollout.id)>{names::stage(lang, &rollout.stage)}</a>
            " "
            <StatusBadge status=rollout.status/>
            <ul class="plain faint">{copies}</ul>
        </li>
    }
    .into_any()
}

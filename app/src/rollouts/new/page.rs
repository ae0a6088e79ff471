use super::api::{START, seen_as};
use super::carry::{CarryOffer, label};
use super::choice::{self, Query};
use super::form::{Offer, choices};
use super::preview::preview;
use super::start::start;
use super::text::NewText;
use crate::api::Failure;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr::back::{Kept, kept};
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use crate::ui::{ButtonLink, EmptyState, ErrorNote, PageHead};
use domain::declared::Declaration;
use domain::ids::ReleaseId;
use domain::names::RegionName;
use domain::people::Actor;
use domain::release::Release;
use domain::view::{RolloutInput, RolloutPreview};
use domain::{ErrorCode, PortalError};
use leptos::prelude::*;
use std::sync::Arc;

/// Newest releases to choose from.
const RELEASES: u32 = 50;

#[component]
pub fn NewRolloutPage() -> impl IntoView {
    page(Nav::Rollouts, NewText::here().title, async move |portal, actor| {
        let query: Query = ssr::query();
        let (declared, unread) = portal.declared(&actor).await?;
        let offer = offer(&portal, &actor, &query, &declared).await?;
        let seen = seen(&portal, &actor, &offer, &query).await;
        let about = offer.service.clone().unwrap_or_default();
        let kept = kept(&portal, &actor, &query.failed, &about).await;
        let all = portal.rules().regions.iter().map(|region| region.name.clone()).collect();
        let regions = seen.as_ref().and_then(|seen| Some(seen.as_ref().ok()?.regions())).unwrap_or(all);
        Ok(Shown { query, offer, regions, seen, kept, unread }.draw(&actor))
    })
}

/// All that the page tells.
struct Shown {
    query: Query,
    offer: Offer,
    regions: Vec<RegionName>,
    seen: Option<Result<RolloutPreview, PortalError>>,
    kept: Option<Kept>,
    /// Repositories that could not be read, each with its reason.
    unread: Vec<String>,
}

async fn offer(
    portal: &Portal,
    actor: &Actor,
    query: &Query,
    declared: &[Arc<Declaration>],
) -> Result<Offer, PortalError> {
    let service = choice::service(query, declared, actor);
    let releases = match &service {
        Some(service) => releases(portal, actor, service, &query.release).await?,
        None => Vec::new(),
    };
    let stages: Vec<_> = portal.rules().stages.iter().map(|stage| stage.name.clone()).collect();
    let release = choice::release(query, &releases);
    let stage = choice::stage(query, &stages, release, &portal.deployed(actor).await?);
    let carry = CarryOffer::of(portal, actor, query, (service.as_ref(), stage.as_ref())).await?;
    Ok(Offer {
        services: declared.iter().map(|declaration| declaration.service.to_string()).collect(),
        service,
        release: release.map(|release| release.id.to_string()),
        releases,
        stage,
        stages,
        carry,
    })
}

/// The newest ones, and the one that the address names, however old it is.
async fn releases(
    portal: &Portal,
    actor: &Actor,
    service: &str,
    named: &str,
) -> Result<Vec<Release>, PortalError> {
    let mut found = portal.releases(actor, Some(service), None, RELEASES).await?.items;
    let known = |release: &Release| release.id.as_str() == named || release.version.as_str() == named;
    if !named.is_empty() && !found.iter().any(known) {
        match portal.release(actor, &ReleaseId(named.to_owned())).await {
            Ok(older) if older.service.as_str() == service => found.push(older),
            Err(error) if error.code != ErrorCode::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(found)
}

/// Nothing while something is still to be chosen.
async fn seen(
    portal: &Portal,
    actor: &Actor,
    offer: &Offer,
    query: &Query,
) -> Option<Result<RolloutPreview, PortalError>> {
    let input = RolloutInput {
        service: offer.service.clone()?,
        stage: offer.stage.as_ref()?.to_string(),
        release: offer.release.clone()?,
        carry: offer.carry.chosen.as_ref().map(|chosen| chosen.input.clone()),
        instead: Some(query.instead.clone()).filter(|id| !id.is_empty()),
        ..RolloutInput::default()
    };
    Some(portal.preview_rollout(actor, input).await)
}

impl Shown {
    fn draw(self, actor: &Actor) -> AnyView {
        let (text, Shown { query, offer, regions, seen, kept, unread }) = (NewText::here(), self);
        let typed = kept.as_ref().map_or(&query.reason, |kept| &kept.typed).clone();
        let seen_as = seen_as(&offer);
        let carry = seen.as_ref().and_then(|seen| seen.as_ref().ok()?.carry.as_ref());
        let present = carry.map(|carry| carry.present.clone()).unwrap_or_default();
        let content = match seen {
            Some(Ok(seen)) => {
                let start = start(&seen, &offer.carry, actor, &query, typed);
                view! { {preview(&seen, &offer.carry)}{start} }.into_any()
            }
            Some(Err(error)) => view! { <ErrorNote failure=Failure::from(error)/> }.into_any(),
            None => nothing(&offer),
        };
        let content = match offer.services.is_empty() {
            true => content,
            false => view! {
                <form class="new-rollout" method="post" action=START aria-label=text.title>
                    <input type="hidden" name="seen" value=seen_as/>
                    <input type="hidden" name="instead" value=query.instead.clone()/>
                    {choices(&offer, &regions, &present)}
                    {content}
                </form>
            }
            .into_any(),
        };
        view! {
            <PageHead title=text.title subtitle=text.subtitle/>
            <div class="stack new-rollout">
                {kept.map(|kept| view! { <ErrorNote failure=named(kept.failure, &offer.carry)/> })}
                {(!query.differs.is_empty()).then(|| differs(&offer.carry))}
                {(!query.instead.is_empty()).then(|| instead(&query.instead))}
                {content}
                {problems(unread)}
            </div>
        }
        .into_any()
    }
}

/// Fields are called as the form calls them.
fn named(mut failure: Failure, carry: &CarryOffer) -> Failure {
    for problem in &mut failure.error.fields {
        problem.field = label(carry, &problem.field);
    }
    failure
}

/// What ends when this one starts.
fn instead(old: &str) -> AnyView {
    let text = NewText::here();
    view! {
        <div class="note">
            <i class="glyph waiting" aria-hidden="true"></i>
            <p>{text.instead}" "<a href=format!("/rollouts/{}", encode(old))>{text.instead_link}</a></p>
        </div>
    }
    .into_any()
}

/// Why nothing was started although somebody pressed the button.
fn differs(carry: &CarryOffer) -> AnyView {
    let text = NewText::here();
    let secrets = carry.chosen.as_ref().is_some_and(|chosen| chosen.asked(true).next().is_some());
    view! {
        <div class="note warning" role="alert">
            <i class="glyph warning" aria-hidden="true"></i>
            <div>
                <p><strong>{text.differs}</strong></p>
                <p>{text.differs_text}" "{secrets.then_some(text.differs_secrets)}</p>
            </div>
        </div>
    }
    .into_any()
}

fn nothing(offer: &Offer) -> AnyView {
    let text = NewText::here();
    let (title, told) = match offer.services.is_empty() {
        true => (text.no_services, text.no_services_text),
        false => (text.no_releases, text.no_releases_text),
    };
    view! {
        <EmptyState title=title text=told>
            <ButtonLink href="/releases">{Words::here().releases}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}

/// Repositories that could not be read, each with its reason.
fn problems(unread: Vec<String>) -> Option<AnyView> {
    let text = NewText::here();
    (!unread.is_empty()).then(|| {
        let items = unread.into_iter().map(|why| view! { <li>{why}</li> });
        view! {
            <div class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <div>
                    <p><strong>{text.unread}</strong></p>
                    <ul>{items.collect_view()}</ul>
                    <p class="faint">{text.unread_hint}</p>
                </div>
            </div>
        }
        .into_any()
    })
}

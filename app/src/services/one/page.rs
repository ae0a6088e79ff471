use super::api::REFRESH;
use super::entities::entities;
use super::facts::Facts;
use super::places::{places, rollouts};
use super::relations::relations;
use super::source::notes;
use crate::chrome::{Nav, page};
use crate::health::health_section;
use crate::i18n::Words;
use crate::live::ChangedNote;
use crate::rollouts::new::api::address as rollout_address;
use crate::services::address;
use crate::services::text::ServicesText;
use crate::ssr::back::kept;
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use crate::ui::{ApiCall, Button, ButtonLink, ErrorNote, Kind, PageHead};
use domain::health::PlacementHealth;
use domain::live::Topic;
use domain::names::ServiceName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{Allowed, ServiceView};
use leptos::prelude::*;
use leptos_meta::Title;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// The version that was there when somebody had it read again.
    reading: Option<i64>,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn ServicePage() -> impl IntoView {
    let name = ssr::path_parameter("name");
    page(Nav::Services, Words::here().service, async move |portal, actor| {
        let query: Query = ssr::query();
        // Taken before the page is read, so that no change falls between the two.
        let since = portal.live_head().await?;
        let view = portal.catalog_service(&actor, &name).await?;
        let health = match ServiceName::parse(&name) {
            Ok(name) => portal.service_health(&actor, &name).await?,
            // A component of another namespace runs nowhere that the portal knows of.
            Err(_) => Vec::new(),
        };
        let failure = kept(&portal, &actor, &query.failed, &name).await;
        let failure = failure.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        let version = view.source.as_ref().map_or(0, |source| source.version);
        let reading = query.reading == Some(version);
        let follow = view.source.as_ref().map(|source| {
            let id = source.repository.clone();
            view! { <ChangedNote topic=Topic::Catalog id=id version=version since=since reload=reading/> }
        });
        Ok(view! {
            <Title text=view.name.clone()/>
            {head(&view, &actor)}
            {follow}
            <div class="notes">{failure}{notes(&view, reading)}</div>
            {body(&portal, &view, &health)}
        }
        .into_any())
    })
}

fn head(view: &ServiceView, actor: &Actor) -> AnyView {
    let (text, record) = (ServicesText::here(), view.record.as_ref());
    let title = record.and_then(|record| record.title.clone()).unwrap_or_else(|| view.name.clone());
    let subtitle = record.and_then(|record| record.description.clone()).unwrap_or_default();
    let pipelines = record.filter(|record| record.declared).map(|_| {
        let href = format!("/pipelines?service={}", encode(&view.name));
        view! { <ButtonLink href=href>{text.pipelines}</ButtonLink> }
    });
    let (call, refresh, roll_out) = (address(&view.name), refresh(view), roll_out(view, actor));
    view! {
        <PageHead title=title subtitle=subtitle>
            <ApiCall method="GET" path=call does=Words::here().service/>
            {refresh}
            {pipelines}
            {roll_out}
        </PageHead>
    }
    .into_any()
}

/// With the same for scripts beside it.
fn refresh(view: &ServiceView) -> Option<AnyView> {
    view.source.as_ref()?;
    let call = format!("{}/refresh", address(&view.name));
    Some(
        view! {
            <form method="post" action=REFRESH>
                <input type="hidden" name="name" value=view.name.clone()/>
                <Button allowed=view.refresh.clone()>{ServicesText::here().refresh}</Button>
            </form>
            <ApiCall method="POST" path=call does=ServicesText::here().refresh/>
        }
        .into_any(),
    )
}

fn roll_out(view: &ServiceView, actor: &Actor) -> Option<AnyView> {
    view.record.as_ref().filter(|record| record.declared)?;
    let allowed = Allowed::by_right(permit(actor, Action::Request, view.team.as_ref()));
    let href = rollout_address(&view.name, "", "");
    let label = ServicesText::here().roll_out;
    Some(view! { <ButtonLink href=href kind=Kind::Primary allowed=allowed>{label}</ButtonLink> }.into_any())
}

fn body(portal: &Portal, view: &ServiceView, health: &[PlacementHealth]) -> AnyView {
    view! {
        <div class="stack service-page">
            <Facts view=view web=portal.settings().repositories_url.clone()/>
            {health_section(health)}
            {places(portal.rules(), view)}
            {rollouts(view)}
            {relations(view)}
            {entities(view)}
        </div>
    }
    .into_any()
}

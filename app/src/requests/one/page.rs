use super::Happening;
use super::actions::{Confirmed, confirmation};
use super::api::AT_ONCE;
use super::board::{BOARD, Board};
use super::labels::Labels;
use super::live::{RequestLive, Shown};
use super::places::Places;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::requests::title;
use crate::ssr::back::{self, Kept};
use crate::ssr::{self, Portal};
use crate::ui::{ErrorNote, PageHead};
use domain::PortalError;
use domain::ids::RequestId;
use domain::people::Actor;
use domain::view::RequestView;
use leptos::prelude::*;
use leptos_meta::Title;
use std::sync::Arc;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// The action that is to be confirmed, without scripts.
    confirm: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn RequestPage() -> impl IntoView {
    let id = RequestId(ssr::path_parameter("id"));
    page(Nav::Requests, Words::here().request, async move |portal, actor| {
        let query: Query = ssr::query();
        let request = Arc::new(portal.request(&actor, &id).await?);
        let events = Arc::new(all_events(&portal, &actor, &id).await?);
        let kept = back::kept(&portal, &actor, &query.failed, id.as_str()).await;
        let places = Arc::new(Places::of(portal.rules()));
        let labels = Arc::new(Labels::of(&portal, &actor, &request.template).await);
        Ok(draw(request, events, (places, labels), kept, &query.confirm))
    })
}

async fn all_events(portal: &Portal, actor: &Actor, id: &RequestId) -> Result<Vec<Happening>, PortalError> {
    let mut events: Vec<Happening> = Vec::new();
    loop {
        let after = events.last().map_or(0, |event| event.seq);
        let found = portal.request_events(actor, id, after, AT_ONCE).await?;
        let last = found.len() < AT_ONCE as usize;
        events.extend(found.into_iter().map(Happening::from));
        if last {
            return Ok(events);
        }
    }
}

fn draw(
    request: Arc<RequestView>,
    events: Arc<Vec<Happening>>,
    (places, labels): (Arc<Places>, Arc<Labels>),
    kept: Option<Kept>,
    confirm: &str,
) -> AnyView {
    let title = title(ssr::lang(), request.action, &request.service, &request.environment);
    let subtitle = request.reason.clone().unwrap_or_default();
    let shown = Shown {
        id: request.id.to_string(),
        version: request.version,
        digest: request.digest.0.clone(),
        seq: events.last().map_or(0, |event| event.seq),
        places: (*places).clone(),
        labels: (*labels).clone(),
    };
    let confirm = Confirmed::ALL.into_iter().find(|what| what.name() == confirm);
    let confirm = confirm.filter(|what| what.allowed(&request).allowed).map(|what| {
        let typed = kept.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
        view! {
            <section class="card confirm">
                <header><h2>{what.title()}</h2></header>
                <div class="body">{confirmation(what, request.id.to_string(), typed, "page")}</div>
            </section>
        }
    });
    let typed = kept.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
    view! {
        <Title text=title.clone()/>
        <PageHead title=title subtitle=subtitle/>
        <RequestLive shown=shown/>
        {kept.map(|kept| view! { <ErrorNote failure=kept.failure/> })}
        {confirm}
        <div id=BOARD class="board">
            <Board request=request events=events places=places labels=labels typed=typed/>
        </div>
    }
    .into_any()
}

use super::api::PATH;
use super::form::{Wanted, form};
use super::item::item;
use super::text::FreezeText;
use crate::chrome::{Nav, page};
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::{ApiCall, EmptyState, ErrorNote, PageHead, Time};
use domain::view::CalendarView;
use leptos::prelude::*;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    #[serde(flatten)]
    wanted: Wanted,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn FreezesPage() -> impl IntoView {
    page(Nav::Rollouts, FreezeText::here().title, async move |portal, actor| {
        let text = FreezeText::here();
        let query: Query = ssr::query();
        let board = portal.freezes(&actor).await?;
        let came_back = kept(&portal, &actor, &query.failed, PATH).await;
        let mut wanted = query.wanted.checked(&actor);
        if let Some(kept) = &came_back {
            wanted.title.clone_from(&kept.typed);
        }
        let failure = came_back.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        let (form, calendars, now) =
            (form(&portal, &board, &wanted), calendars(board.calendars), portal.now());
        let list = if board.freezes.is_empty() {
            view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any()
        } else {
            let items = board.freezes.into_iter().map(|view| item(view, now)).collect_view();
            view! { <ul class="freezes" aria-label=text.list>{items}</ul> }.into_any()
        };
        Ok(view! {
            <PageHead title=text.title subtitle=text.subtitle><ApiCall method="GET" path="/freezes"/></PageHead>
            {failure}
            <div class="request-grid">
                <div class="request-main"><h2 class="vh">{text.list}</h2>{list}</div>
                <div class="request-side">{calendars}{form}</div>
            </div>
        }
        .into_any())
    })
}

/// How each calendar was last read; one that could not be says why, and that what was read before holds.
fn calendars(calendars: Vec<CalendarView>) -> Option<AnyView> {
    let text = FreezeText::here();
    let any = !calendars.is_empty();
    let items = calendars.into_iter().map(|calendar| {
        let read = match calendar.read_at {
            Some(at) => view! { {text.read_at}" "<Time at=at/> }.into_any(),
            None => text.never_read.into_any(),
        };
        let kept = calendar.read_at.map(|_| text.kept);
        let problem = calendar.problem.map(|why| {
            view! {
                <div class="note bad" role="alert">
                    <i class="glyph bad" aria-hidden="true"></i>
                    <p>{why}" "{kept}</p>
                </div>
            }
        });
        view! { <li><p><strong>{calendar.name}</strong>" "<span class="faint">{read}</span></p>{problem}</li> }
    });
    let items = items.collect_view();
    any.then(|| {
        view! {
            <section class="card">
                <header><h2>{text.calendars}</h2></header>
                <ul class="body stack">{items}</ul>
            </section>
        }
        .into_any()
    })
}

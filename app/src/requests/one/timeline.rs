use super::text::{self, RequestText};
use crate::ui::{Time, Tone};
use domain::Timestamp;
use domain::approval::{Approval, Decision};
use domain::request::{Closed, Closing};
use domain::view::RequestView;
use leptos::prelude::*;
use std::sync::Arc;

/// Who asked, answered and ended it, when and why; the oldest first. Answers that no longer count are struck out.
#[component]
pub fn Timeline(request: Arc<RequestView>) -> impl IntoView {
    let text = RequestText::here();
    let mut entries: Vec<(Timestamp, AnyView)> = vec![asked(&request)];
    entries.extend(request.approvals.iter().map(answer));
    // Rejecting and asking for changes end a request by an answer, which is told already.
    let by_itself = |closed: &&Closed| matches!(closed.how, Closing::Withdrawn | Closing::Cancelled);
    entries.extend(request.closed.as_ref().filter(by_itself).map(ended));
    entries.sort_by_key(|(at, _)| *at);
    let entries = entries.into_iter().map(|(_, entry)| entry);
    view! {
        <section class="card" id="timeline">
            <header><h2>{text.timeline}</h2></header>
            <ol class="body timeline">{entries.collect_view()}</ol>
        </section>
    }
}

struct Entry<'a> {
    at: Timestamp,
    /// `None`: neither good nor bad.
    tone: Option<Tone>,
    who: &'a str,
    did: &'static str,
    why: Option<&'a str>,
    void: Option<&'a str>,
}

fn asked(request: &RequestView) -> (Timestamp, AnyView) {
    let text = RequestText::here();
    draw(Entry {
        at: request.created_at,
        tone: None,
        who: &request.requester_name,
        did: text.asked,
        why: request.reason.as_deref(),
        void: None,
    })
}

fn answer(approval: &Approval) -> (Timestamp, AnyView) {
    draw(Entry {
        at: approval.at,
        tone: Some(match (&approval.void, approval.decision) {
            (Some(_), _) => Tone::Gone,
            (None, Decision::Approve) => Tone::Good,
            (None, Decision::Reject) => Tone::Bad,
            (None, Decision::RequestChanges) => Tone::Waiting,
        }),
        who: &approval.by_name,
        did: text::did(RequestText::here(), approval.decision),
        why: approval.comment.as_deref(),
        void: approval.void.as_deref(),
    })
}

fn ended(closed: &Closed) -> (Timestamp, AnyView) {
    let text = RequestText::here();
    draw(Entry {
        at: closed.at,
        tone: Some(Tone::Gone),
        who: &closed.by_name,
        did: if closed.how == Closing::Withdrawn { text.withdrew } else { text.cancelled },
        why: closed.why.as_deref(),
        void: None,
    })
}

fn draw(entry: Entry<'_>) -> (Timestamp, AnyView) {
    let line = format!("{} {}", entry.who, entry.did);
    let line = match entry.void {
        Some(_) => view! { <s>{line}</s> }.into_any(),
        None => line.into_any(),
    };
    let void = entry.void.map(|reason| {
        view! { <p class="void">{RequestText::here().void}" "{reason.to_owned()}</p> }
    });
    let class = entry.tone.map_or("dot".to_owned(), |tone| format!("glyph {}", tone.class()));
    let drawn = view! {
        <li>
            <i class=class aria-hidden="true"></i>
            <div>
                <p>{line}" "<span class="faint tight"><Time at=entry.at/></span></p>
                {entry.why.map(|why| view! { <blockquote>{why.to_owned()}</blockquote> })}
                {void}
            </div>
        </li>
    };
    (entry.at, drawn.into_any())
}

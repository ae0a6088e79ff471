use super::course::{Passage, Turn, course};
use super::places::Places;
use super::text::{self, RequestText};
use crate::i18n;
use crate::ui::{Time, Tone};
use domain::Timestamp;
use domain::approval::{Approval, Decision};
use domain::request::{Closed, Closing};
use domain::view::RequestView;
use leptos::prelude::*;
use std::sync::Arc;

/// Who asked, answered and ended it, and what became of it meanwhile; the oldest first. Answers that no longer count
/// are struck out.
#[component]
pub fn Timeline(request: Arc<RequestView>, places: Arc<Places>) -> impl IntoView {
    let text = RequestText::here();
    let mut entries: Vec<(Timestamp, AnyView)> = vec![asked(&request)];
    entries.extend(request.approvals.iter().map(answer));
    entries.extend(course(&request).iter().map(|passage| passed(passage, &request, &places)));
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
    line: String,
    why: Option<&'a str>,
    void: Option<&'a str>,
}

fn asked(request: &RequestView) -> (Timestamp, AnyView) {
    draw(Entry {
        at: request.created_at,
        tone: None,
        line: format!("{} {}", request.requester_name, RequestText::here().asked),
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
        line: answer_line(approval),
        why: approval.comment.as_deref(),
        void: approval.void.as_deref(),
    })
}

fn ended(closed: &Closed) -> (Timestamp, AnyView) {
    let text = RequestText::here();
    let did = if closed.how == Closing::Withdrawn { text.withdrew } else { text.cancelled };
    draw(Entry {
        at: closed.at,
        tone: Some(Tone::Gone),
        line: format!("{} {did}", closed.by_name),
        why: closed.why.as_deref(),
        void: None,
    })
}

fn passed(passage: &Passage, request: &RequestView, places: &Places) -> (Timestamp, AnyView) {
    let text = RequestText::here();
    let (tone, word) = match passage.turn {
        Turn::Planned => (None, text.plans_made),
        Turn::Began => (None, text.began),
        Turn::Done => (Some(Tone::Good), text.all_done),
        Turn::Failed => (Some(Tone::Bad), text.target_failed),
    };
    let line = match passage.turn {
        Turn::Planned => word.to_owned(),
        _ => format!("{}: {word}", places.targets(i18n::lang(), &request.targets, &passage.targets)),
    };
    draw(Entry { at: passage.at, tone, line, why: None, void: None })
}

fn draw(entry: Entry<'_>) -> (Timestamp, AnyView) {
    let line = match entry.void {
        Some(_) => view! { <s>{entry.line}</s> }.into_any(),
        None => entry.line.into_any(),
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

/// "Lee approved", or "Park approved (for Lee)".
fn answer_line(approval: &Approval) -> String {
    let text = RequestText::here();
    let did = text::did(text, approval.decision);
    match &approval.on_behalf {
        Some(behalf) => format!("{} {did} ({} {})", approval.by_name, text.for_name, behalf.name),
        None => format!("{} {did}", approval.by_name),
    }
}

use super::text::InboxText;
use crate::i18n::names;
use crate::requests::list::danger;
use crate::requests::one::decision::quorum;
use crate::requests::title;
use crate::ssr;
use crate::ui::Time;
use domain::view::{ApprovalView, RequestRow};
use leptos::prelude::*;

/// One request that waits, with the yeses it still needs.
#[derive(Clone, Debug)]
pub struct Entry {
    pub row: RequestRow,
    pub waiting: Vec<ApprovalView>,
}

/// What waits, by risk then deadline; links, so that the address holds which one is read.
#[component]
pub fn Waiting(entries: Vec<Entry>, chosen: Option<String>) -> impl IntoView {
    let text = InboxText::here();
    let items = entries.into_iter().map(move |entry| {
        let current = chosen.as_deref() == Some(entry.row.id.as_str());
        item(entry, current)
    });
    view! {
        <nav class="inbox-list" aria-label=text.list>
            <ul>{items.collect_view()}</ul>
        </nav>
    }
}

fn item(entry: Entry, current: bool) -> AnyView {
    let (text, lang) = (InboxText::here(), ssr::lang());
    let Entry { row, waiting } = entry;
    let mut stages: Vec<String> = Vec::new();
    for (stage, _, _) in &row.targets {
        let stage = names::stage(lang, stage);
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    let quorum: Vec<String> = waiting
        .iter()
        .map(|waiting| format!("{} {}", names::stage(lang, &waiting.stage), quorum(waiting)))
        .collect();
    let until = row.decide_by.map(|at| view! { <span>{text.until}" "<Time at=at/></span> });
    view! {
        <li>
            <a
                href=format!("/approvals?request={}", row.id)
                aria-current=current.then_some("true")
                data-row=""
            >
                <strong>{title(lang, row.action, &row.service, &row.environment)}</strong>
                <span class="faint">{format!("{} · {}", row.requester_name, stages.join(", "))}</span>
                {danger(&row)}
                <span class="quorum">{quorum.join(" · ")}</span>
                <span class="faint tight">{until}</span>
            </a>
        </li>
    }
    .into_any()
}

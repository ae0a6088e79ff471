//! What was done to regions, in words.

use super::text::{self, HealthText};
use crate::i18n::names;
use crate::ssr;
use crate::ui::Time;
use domain::health::culprit::InfrastructureChange;
use domain::view::{ChangeMark, MarkKind};
use leptos::prelude::*;

/// Changes that are listed; the drawings have all.
const MOST: usize = 25;

/// The list beside a drawing, the newest first.
pub fn changes(changes: &[ChangeMark]) -> AnyView {
    let text = HealthText::here();
    let body = match changes.is_empty() {
        true => view! { <p class="body faint">{text.no_changes}</p> }.into_any(),
        false => {
            let items = changes.iter().take(MOST).map(item).collect_view();
            view! { <ul class="change-list body">{items}</ul> }.into_any()
        }
    };
    view! {
        <section class="card" id="changes">
            <header><h2>{text.changes}</h2></header>
            {body}
        </section>
    }
    .into_any()
}

fn item(mark: &ChangeMark) -> AnyView {
    let by = mark.by.clone().map(|by| view! { <span class="faint">{HealthText::here().by}" "{by}</span> });
    view! {
        <li>
            <span class=format!("mark-sign {}", class(mark.kind)) aria-hidden="true"></span>
            <span>
                <span class="faint">{text::mark(mark.kind)}</span>
                " "
                {name(mark)}
                " "
                {regions(mark)}
                " "
                {by}
                " "
                <Time at=mark.at/>
            </span>
        </li>
    }
    .into_any()
}

/// What it is called.
pub fn title_of(mark: &ChangeMark) -> String {
    match (&mark.infrastructure, &mark.service) {
        (None, _) => mark.title.clone(),
        (Some(done), None) => infrastructure(done),
        (Some(done), Some(service)) => format!("{service} {}", infrastructure(done)),
    }
}

/// Its title, with the way to it where there is one.
pub fn name(mark: &ChangeMark) -> AnyView {
    let title = title_of(mark);
    match mark.path.clone() {
        Some(path) => view! { <a href=path>{title}</a> }.into_any(),
        None => title.into_any(),
    }
}

/// "cache · Create".
pub fn infrastructure(done: &InfrastructureChange) -> String {
    format!("{} · {}", done.template, names::request_action(ssr::lang(), done.action))
}

/// The regions that it came to, as people call them.
pub fn regions(mark: &ChangeMark) -> String {
    let named = mark.touched.iter().map(|touch| ssr::region(ssr::lang(), &touch.region));
    named.collect::<Vec<_>>().join(", ")
}

/// Each kind has its own shape.
pub fn class(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Deploy => "deploy-mark",
        MarkKind::RollBack => "back-mark",
        MarkKind::Infrastructure => "infra-mark",
        MarkKind::Other => "other-mark",
        MarkKind::Freeze => "freeze-mark",
        MarkKind::Maintenance => "maintenance-mark",
    }
}

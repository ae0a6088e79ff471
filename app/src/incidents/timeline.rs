use super::on_call::names;
use super::text::IncidentText;
use super::told::place;
use crate::health::changes::{name, regions};
use crate::health::text::{self, HealthText};
use crate::i18n;
use crate::ui::Time;
use domain::Timestamp;
use domain::health::incident::{Entry, Happening, Joined};
use domain::view::ChangeMark;
use leptos::prelude::*;

/// Everything that happened, and what was changed meanwhile, the oldest first.
pub fn timeline(entries: &[Entry], changes: &[ChangeMark]) -> AnyView {
    let happened = entries.iter().map(|entry| (entry.at, line(entry)));
    let mut lines: Vec<(Timestamp, AnyView)> =
        happened.chain(changes.iter().map(|mark| (mark.at, change(mark)))).collect();
    lines.sort_by_key(|(at, _)| *at);
    let lines = lines.into_iter().map(|(_, line)| line).collect_view();
    view! { <ol class="body timeline">{lines}</ol> }.into_any()
}

/// "Rollback live-api 1.8.1 (Paris) by Lee", with the way to it.
fn change(mark: &ChangeMark) -> AnyView {
    let by = mark.by.clone().map(|by| view! { " "<span class="faint">{HealthText::here().by}" "{by}</span> });
    view! {
        <li>
            <p>
                <Time at=mark.at exact=true/>" "{text::mark(mark.kind)}" "{name(mark)}
                " ("{regions(mark)}")"{by}
            </p>
        </li>
    }
    .into_any()
}

fn line(entry: &Entry) -> AnyView {
    let quote = said(&entry.what).map(|text| view! { <blockquote>{text}</blockquote> });
    view! { <li><p><Time at=entry.at exact=true/>" "{sentence(entry)}</p>{quote}</li> }.into_any()
}

/// What people wrote.
fn said(what: &Happening) -> Option<String> {
    match what {
        Happening::Noted { text } => Some(text.clone()),
        Happening::Opened { why } | Happening::Resolved { why } | Happening::Reopened { why } => why.clone(),
        _ => None,
    }
}

fn sentence(entry: &Entry) -> String {
    let words = IncidentText::here();
    let by = entry.by.as_ref().map_or(words.portal, |who| who.name.as_str());
    match &entry.what {
        Happening::Opened { .. } => format!("{by} {}", words.did_open),
        Happening::Unwell { placement, reason: why, joined, .. } => {
            let because = because(*joined).map(|words| format!(" ({words})")).unwrap_or_default();
            format!("{} {}: {}{because}", place(placement), words.did_unwell, text::reason(i18n::lang(), why))
        }
        Happening::Well { placement } => format!("{} {}", place(placement), words.did_well),
        Happening::StillUnwell { placement } => format!("{} {}", place(placement), words.did_not_help),
        Happening::Called { who, again: false } => format!("{}: {}", words.did_call, names(who)),
        Happening::Called { who, again: true } => format!("{}: {}", words.did_call_next, names(who)),
        Happening::NobodyOnCall => words.did_call_nobody.to_owned(),
        Happening::Acknowledged => format!("{by} {}", words.did_acknowledge),
        Happening::Assigned { to } => format!("{by} {} {}", words.did_assign, to.name),
        Happening::Noted { .. } => format!("{by} {}", words.did_note),
        Happening::Resolved { .. } if entry.by.is_none() => words.did_resolve_itself.to_owned(),
        Happening::Resolved { .. } => format!("{by} {}", words.did_resolve),
        Happening::Reopened { .. } => format!("{by} {}", words.did_reopen),
    }
}

fn because(joined: Joined) -> Option<&'static str> {
    let text = IncidentText::here();
    match joined {
        Joined::First => None,
        Joined::SameService => Some(text.because_service),
        Joined::DependencyPath => Some(text.because_dependency),
        Joined::SameRegion => Some(text.because_region),
    }
}

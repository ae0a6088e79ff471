use super::changes::Changes;
use super::filters::{Filters, Query};
use super::text::AuditText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, DataTable, EmptyState, PageHead, Pager, Time};
use domain::audit::AuditEvent;
use leptos::prelude::*;

/// Entries on one page.
const SHOWN: u32 = 50;

#[component]
pub fn AuditPage() -> impl IntoView {
    page(Nav::Audit, Words::here().audit, async move |portal, actor| {
        let query: Query = ssr::query();
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let listing = portal.audit(&actor, &query.filter(), after, SHOWN).await?;
        let first = after.map(|_| query.at(""));
        let next = listing.next.map(|next| query.at(&next));
        let text = AuditText::here();
        let list = if listing.items.is_empty() {
            nothing(&query)
        } else {
            view! { <Events events=listing.items/> }.into_any()
        };
        Ok(view! {
            <PageHead title=Words::here().audit subtitle=text.subtitle>
                <ApiCall method="GET" path="/audit/export"/>
                <ButtonLink href="/api/v1/audit/export">{text.export}</ButtonLink>
            </PageHead>
            <Filters query=query/>
            {list}
            <Pager first=first next=next/>
        }
        .into_any())
    })
}

fn nothing(query: &Query) -> AnyView {
    let text = AuditText::here();
    if query.narrows() {
        view! {
            <EmptyState title=text.no_match text=text.no_match_text>
                <ButtonLink href="/audit">{Words::here().clear}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any()
    }
}

#[component]
fn Events(events: Vec<AuditEvent>) -> impl IntoView {
    let (text, words) = (AuditText::here(), Words::here());
    let rows = events.into_iter().map(|event| view! { <Row event=event/> });
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.when}</th>
                    <th scope="col">{words.who}</th>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{text.subject}</th>
                    <th scope="col">{words.team}</th>
                    <th scope="col">{words.why}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </DataTable>
    }
}

#[component]
fn Row(event: AuditEvent) -> impl IntoView {
    let subject = match page_of(&event.note.subject) {
        Some(href) => view! { <a href=href>{event.note.subject.clone()}</a> }.into_any(),
        None => event.note.subject.clone().into_any(),
    };
    view! {
        <tr>
            <td><Time at=event.at/></td>
            <td>{event.actor_name.clone()}</td>
            <td class="what"><Changes event=event.clone()/></td>
            <td class="mono subject">{subject}</td>
            <td>{event.note.team.as_ref().map(ToString::to_string)}</td>
            <td class="break">{event.note.why.clone()}</td>
        </tr>
    }
}

/// Where the subject can be looked at.
fn page_of(subject: &str) -> Option<String> {
    let folder = match subject.split_once('_')?.0 {
        "req" => "requests",
        "env" => "environments",
        _ => return None,
    };
    Some(format!("/{folder}/{subject}"))
}

use super::filters::Filters;
use super::query::Query;
use super::text::ListText;
use crate::chrome::{Nav, page};
use crate::i18n::{Words, names};
use crate::requests::title;
use crate::ssr;
use crate::ui::{
    ApiCall, ButtonLink, DataTable, EmptyState, Kind, PageHead, Pager, Shown, StatusBadge, Time,
};
use domain::request::TargetStatus;
use domain::view::RequestRow;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Requests on one page.
const SHOWN: u32 = 50;

#[component]
pub fn RequestsPage() -> impl IntoView {
    page(Nav::Requests, Words::here().requests, async move |portal, actor| {
        let query: Query = ssr::query();
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let listing = portal.requests(&actor, &query.filter(&actor), after, SHOWN).await?;
        let services = portal.services(&actor).await?;
        let teams: BTreeSet<String> = services.iter().map(|service| service.team.to_string()).collect();
        let first = after.map(|_| query.at(""));
        let next = listing.next.map(|next| query.at(&next));
        let list = if listing.items.is_empty() {
            nothing(&query)
        } else {
            view! { <Rows rows=listing.items/> }.into_any()
        };
        let (text, call) = (ListText::here(), query.call(&actor));
        Ok(view! {
            <PageHead title=Words::here().requests subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
                <ButtonLink href="/requests/new" kind=Kind::Primary>{text.new}</ButtonLink>
            </PageHead>
            <Filters query=query teams=teams.into_iter().collect()/>
            {list}
            <Pager first=first next=next/>
        }
        .into_any())
    })
}

fn nothing(query: &Query) -> AnyView {
    let text = ListText::here();
    if query.narrows() {
        view! {
            <EmptyState title=text.no_match text=text.no_match_text>
                <ButtonLink href="/requests">{Words::here().clear}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title=text.empty text=text.empty_text>
                <ButtonLink href="/templates" kind=Kind::Primary>{Words::here().templates}</ButtonLink>
                <ButtonLink href="/requests/new">{text.new}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn Rows(rows: Vec<RequestRow>) -> impl IntoView {
    let (text, words) = (ListText::here(), Words::here());
    let rows = rows.into_iter().map(|row| view! { <Row row=row/> }.into_any()).collect_view();
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{text.targets}</th>
                    <th scope="col">{words.template}</th>
                    <th scope="col">{words.team}</th>
                    <th scope="col">{text.asked_by}</th>
                    <th scope="col">{words.created}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Row(row: RequestRow) -> impl IntoView {
    let title = title(ssr::lang(), row.action, &row.service, &row.environment);
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/requests/{}", row.id) data-row="">
                    {title}
                </a>
                {danger(&row)}
            </th>
            <td><StatusBadge status=row.status/></td>
            <td>{targets(&row)}</td>
            <td>{row.template.to_string()}</td>
            <td>{row.team.to_string()}</td>
            <td>{row.requester_name.clone()}</td>
            <td><Time at=row.created_at/></td>
        </tr>
    }
}

/// What it would destroy.
pub fn danger(row: &RequestRow) -> Option<AnyView> {
    let text = ListText::here();
    let counts = [(row.removals, text.removes), (row.replacements, text.replaces)];
    let marks: Vec<_> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| view! { <span class="does removed">{format!("{word} {count}")}</span> })
        .collect();
    (!marks.is_empty()).then(|| view! { <span class="tally">{marks}</span> }.into_any())
}

/// How many targets are how, by shape and number; the words are in the title and for those who listen.
fn targets(row: &RequestRow) -> AnyView {
    let lang = ssr::lang();
    let mut counts: Vec<(TargetStatus, usize)> = Vec::new();
    for (_, _, status) in &row.targets {
        match counts.iter_mut().find(|(known, _)| known == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((*status, 1)),
        }
    }
    let marks = counts.into_iter().map(|(status, count)| {
        let word = names::target_status(lang, status);
        view! {
            <span class="of" title=word>
                <i class=format!("glyph {}", status.tone().class()) aria-hidden="true"></i>
                {count}
                <span class="vh">{word}</span>
            </span>
        }
    });
    view! { <span class="targets">{marks.collect_view()}</span> }.into_any()
}

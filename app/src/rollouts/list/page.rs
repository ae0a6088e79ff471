use super::filters::{Filters, stages};
use super::glyphs::Glyphs;
use super::query::Query;
use super::text::ListText;
use crate::chrome::{Nav, page};
use crate::freezes::FreezeText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, DataTable, EmptyState, Kind, PageHead, Pager, StatusBadge, Time};
use domain::rollout::Kind as Direction;
use domain::view::RolloutRow;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Rollouts on one page.
const SHOWN: u32 = 50;

#[component]
pub fn RolloutsPage() -> impl IntoView {
    page(Nav::Rollouts, Words::here().rollouts, async move |portal, actor| {
        let query: Query = ssr::query();
        let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
        let listing = portal.rollouts(&actor, &query.filter(), after, SHOWN).await?;
        let services = portal.services(&actor).await?;
        let teams: BTreeSet<String> = services.iter().map(|service| service.team.to_string()).collect();
        let first = after.map(|_| query.at(""));
        let next = listing.next.map(|next| query.at(&next));
        let list = if listing.items.is_empty() {
            nothing(&query)
        } else {
            view! { <Rows rows=listing.items/> }.into_any()
        };
        let (text, words, call) = (ListText::here(), Words::here(), query.call());
        Ok(view! {
            <PageHead title=words.rollouts subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
                <ButtonLink href="/freezes">{FreezeText::here().title}</ButtonLink>
                <ButtonLink href="/releases">{words.releases}</ButtonLink>
                <ButtonLink href="/rollouts/new" kind=Kind::Primary>{text.new}</ButtonLink>
            </PageHead>
            <Filters query=query teams=teams.into_iter().collect() stages=stages(&portal)/>
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
                <ButtonLink href="/rollouts">{Words::here().clear}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState title=text.empty text=text.empty_text>
                <ButtonLink href="/rollouts/new" kind=Kind::Primary>{text.new}</ButtonLink>
                <ButtonLink href="/releases">{Words::here().releases}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}

#[component]
fn Rows(rows: Vec<RolloutRow>) -> impl IntoView {
    let (text, words) = (ListText::here(), Words::here());
    let rows = rows.into_iter().map(|row| view! { <Row row=row/> }.into_any()).collect_view();
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{words.stage}</th>
                    <th scope="col">{text.regions}</th>
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
fn Row(row: RolloutRow) -> impl IntoView {
    let stage = names::stage(ssr::lang(), &row.stage);
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/rollouts/{}", row.id) data-row="">
                    {title(&row)}
                </a>
                {back(&row)}
                {carries(&row)}
            </th>
            <td><StatusBadge status=row.status/></td>
            <td>{stage}</td>
            <td><Glyphs lanes=row.lanes/></td>
            <td>{row.team.to_string()}</td>
            <td>{row.requester_name}</td>
            <td><Time at=row.created_at/></td>
        </tr>
    }
}

/// "live-api 1.8.2".
pub fn title(row: &RolloutRow) -> String {
    format!("{} {}", row.service, row.release_version)
}

fn carries(row: &RolloutRow) -> Option<AnyView> {
    let carries = row.carried.is_some() || row.deferred.is_some();
    carries.then(|| view! { <span class="does changed back">{ListText::here().carries}</span> }.into_any())
}

fn back(row: &RolloutRow) -> Option<AnyView> {
    let back = matches!(row.kind, Direction::Rollback { .. });
    back.then(|| view! { <span class="does perhaps back">{ListText::here().back}</span> }.into_any())
}

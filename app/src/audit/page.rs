use super::changes::Changes;
use super::filters::{Filters, Query};
use super::sentence::{self, Requests};
use super::text::AuditText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr::{self, Portal};
use crate::ui::{ApiCall, ButtonLink, DataTable, EmptyState, PageHead, Pager, Time};
use domain::PortalError;
use domain::audit::AuditEvent;
use domain::ids::RequestId;
use domain::names::{EnvironmentName, ServiceName};
use domain::people::Actor;
use leptos::prelude::*;
use services::ports::RequestFilter;
use std::collections::BTreeSet;

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
            let requests = requests(&portal, &actor, &listing.items).await;
            view! { <Events events=listing.items requests=requests/> }.into_any()
        };
        let teams = teams(&portal, &actor).await?;
        Ok(view! {
            <PageHead title=Words::here().audit subtitle=text.subtitle>
                <ApiCall method="GET" path="/audit/export"/>
                <ButtonLink href="/api/v1/audit/export">{text.export}</ButtonLink>
            </PageHead>
            <Filters query=query teams=teams/>
            {list}
            <Pager first=first next=next/>
        }
        .into_any())
    })
}

/// Newest requests that are looked through at once.
const REQUESTS: u32 = 200;

/// What the requests that these entries name are about; the others keep their ids.
async fn requests(portal: &Portal, actor: &Actor, events: &[AuditEvent]) -> Requests {
    let wanted: BTreeSet<&str> = events.iter().filter_map(sentence::request_of).collect();
    let title = |service: &ServiceName, environment: &EnvironmentName| format!("{service} / {environment}");
    let mut found = Requests::new();
    if wanted.is_empty() {
        return found;
    }
    if let Ok(rows) = portal.requests(actor, &RequestFilter::default(), None, REQUESTS).await {
        let rows = rows.items.iter().filter(|row| wanted.contains(row.id.as_str()));
        found.extend(rows.map(|row| (row.id.to_string(), title(&row.service, &row.environment))));
    }
    // Older pages of the trail name older requests.
    for id in wanted {
        if found.contains_key(id) {
            continue;
        }
        if let Ok(request) = portal.request(actor, &RequestId(id.to_owned())).await {
            found.insert(id.to_owned(), title(&request.service, &request.environment));
        }
    }
    found
}

/// Teams to filter by: those of services, and those that people belong to.
async fn teams(portal: &Portal, actor: &Actor) -> Result<Vec<String>, PortalError> {
    let services = portal.services(actor).await?;
    let people = portal.people().await?;
    let homes = people.iter().filter_map(Actor::home_team).map(ToString::to_string);
    let teams: BTreeSet<String> =
        services.iter().map(|service| service.team.to_string()).chain(homes).collect();
    Ok(teams.into_iter().collect())
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
fn Events(events: Vec<AuditEvent>, requests: Requests) -> impl IntoView {
    let (text, words) = (AuditText::here(), Words::here());
    let rows = events.into_iter().map(|event| {
        let sentence = sentence::of(ssr::lang(), &event, &requests);
        view! { <Row event=event sentence=sentence/> }
    });
    let rows = rows.collect_view();
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.when}</th>
                    <th scope="col">{words.who}</th>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.team}</th>
                    <th scope="col">{words.why}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

#[component]
fn Row(event: AuditEvent, sentence: String) -> impl IntoView {
    let subject = match page_of(&event.note.subject) {
        Some(href) => view! { <a href=href>{event.note.subject.clone()}</a> }.into_any(),
        None => event.note.subject.clone().into_any(),
    };
    let action = event.note.action.clone();
    let class = sentence::is_exceptional(&action).then_some("exceptional");
    view! {
        <tr class=class>
            <td><Time at=event.at/></td>
            <td>{event.actor_name.clone()}</td>
            <td class="what">
                <Changes event=event.clone() sentence=sentence/>
                <p class="mono small-print">{action}" · "{subject}</p>
            </td>
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
        "rol" => "rollouts",
        "frz" => return Some("/freezes".to_owned()),
        _ => return None,
    };
    Some(format!("/{folder}/{subject}"))
}

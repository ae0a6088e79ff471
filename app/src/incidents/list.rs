use super::api::{PATH, address};
use super::form::form;
use super::on_call::on_call;
use super::text::IncidentText;
use super::told::title;
use crate::chrome::{Nav, page};
use crate::i18n::{Words, names};
use crate::live::PageLive;
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::address::encode;
use crate::ui::{
    ApiCall, ButtonLink, DataTable, EmptyState, ErrorNote, PageHead, Pager, Shown, StatusBadge, Time,
};
use domain::view::{IncidentQuery, IncidentRow};
use leptos::prelude::*;

/// Id of the element that keeps itself up to date.
const LIVE: &str = "incidents";

/// What the address says.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    show: String,
    service: String,
    team: String,
    after: String,
    /// Where a form that came back is kept.
    failed: String,
}

impl Query {
    /// The same list, shown like that and from this place on; also what the API calls it.
    fn at(&self, show: &str, after: &str) -> String {
        let pairs = [("show", show), ("service", &self.service), ("team", &self.team), ("after", after)];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
    }

    fn wanted(&self) -> IncidentQuery {
        IncidentQuery {
            show: self.show.clone(),
            service: self.service.clone(),
            team: self.team.clone(),
            after: self.after.clone(),
        }
    }
}

#[component]
pub fn IncidentsPage() -> impl IntoView {
    page(Nav::Incidents, IncidentText::here().title, async move |portal, actor| {
        let text = IncidentText::here();
        let query: Query = ssr::query();
        // Taken before the list is read, so that no change falls between the two.
        let version = portal.live_head().await?;
        let board = portal.incidents(&actor, &query.wanted()).await?;
        let came_back = kept(&portal, &actor, &query.failed, PATH).await;
        let typed = came_back.as_ref().map(|kept| kept.typed.clone()).unwrap_or_default();
        let failure = came_back.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        let form = form(&portal, &board, typed);
        let first = (!query.after.is_empty()).then(|| query.at(&query.show, ""));
        let next = board.next.as_deref().map(|next| query.at(&query.show, next));
        let told = told(&board.incidents);
        let list = list(board.incidents);
        let (call, live, all) = (query.at(&query.show, &query.after), query.at("live", ""), query.at("", ""));
        let on = |live: bool| ((query.show == "live") == live).then_some("page");
        Ok(view! {
            <PageHead title=text.title subtitle=text.subtitle>
                <ApiCall method="GET" path=call/>
                <ButtonLink href="/status">{text.status}</ButtonLink>
            </PageHead>
            {failure}
            <nav class="switch" aria-label=text.list>
                <a class="button quiet" href=all aria-current=on(false)>{text.all}</a>
                <a class="button quiet" href=live aria-current=on(true)>{text.only_live}</a>
            </nav>
            <PageLive url="/live/incidents".to_owned() event="incidents".to_owned() version=version region=LIVE.to_owned()/>
            <div class="request-grid">
                <div class="request-main" id=LIVE data-told=told>
                    <h2 class="vh">{text.list}</h2>
                    {list}
                    <Pager first=first next=next/>
                </div>
                <div class="request-side">{on_call(board.on_call)}{form}</div>
            </div>
        }
        .into_any())
    })
}

/// What is read out when it has changed: those that somebody still works on.
fn told(rows: &[IncidentRow]) -> String {
    let live = rows.iter().filter(|row| row.status.live());
    let each = live
        .map(|row| format!("{}: {}", title(&row.title, row.began.as_ref()), row.status.word(ssr::lang())));
    each.collect::<Vec<_>>().join(", ")
}

fn list(rows: Vec<IncidentRow>) -> AnyView {
    let (text, words) = (IncidentText::here(), Words::here());
    if rows.is_empty() {
        return view! { <EmptyState title=text.empty text=text.empty_text/> }.into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <DataTable label=text.list>
            <thead>
                <tr>
                    <th scope="col">{words.what}</th>
                    <th scope="col">{words.status}</th>
                    <th scope="col">{text.severity}</th>
                    <th scope="col">{words.stage}</th>
                    <th scope="col">{text.regions}</th>
                    <th scope="col">{text.assignee}</th>
                    <th scope="col">{text.opened}</th>
                    <th scope="col">{text.ended}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(row: IncidentRow) -> AnyView {
    let lang = ssr::lang();
    let regions: Vec<String> = row.regions.iter().map(|region| ssr::region(lang, region)).collect();
    let place =
        if regions.is_empty() { IncidentText::here().whole_service.to_owned() } else { regions.join(", ") };
    let title = title(&row.title, row.began.as_ref());
    let ended = row.resolved_at.map(|at| view! { <Time at=at/> });
    view! {
        <tr>
            <th scope="row"><a href=address(&row.id) data-row="">{title}</a></th>
            <td><StatusBadge status=row.status/></td>
            <td><StatusBadge status=row.severity/></td>
            <td>{names::stage(lang, &row.stage)}</td>
            <td>{place}</td>
            <td>{row.assignee.map(|who| who.name)}</td>
            <td><Time at=row.opened_at/></td>
            <td>{ended}</td>
        </tr>
    }
    .into_any()
}

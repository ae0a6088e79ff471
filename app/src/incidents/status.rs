//! The status page: for everybody in the company, and without signing in where the configuration says so.

use super::text::IncidentText;
use crate::chrome::{Nav, bare_page, page};
use crate::i18n::Words;
use crate::live::{PageLive, PageRenewed};
use crate::ssr;
use crate::ui::{
    ApiCall, ButtonLink, DataTable, EmptyState, PageHead, Shown, StatusBadge, Time, Tone, ToneBadge,
};
use domain::view::{ServiceStatus, StatusFelt, StatusIncident, StatusPage as Status, StatusRow};
use leptos::prelude::*;

/// Those who are not signed in follow no stream; they read it again after so many seconds.
const AGAIN_SECONDS: u32 = 30;
/// What is read again when something changes.
const LIVE: &str = "status";

#[component]
pub fn StatusPage() -> impl IntoView {
    let title = IncidentText::here().status;
    let open = ssr::portal().is_ok_and(|portal| portal.settings().public_status);
    if ssr::signed_in().is_none() && open {
        return Suspend::new(async move {
            let found = match ssr::portal() {
                Ok(portal) => portal.status_page(None).await,
                Err(error) => Err(error),
            };
            let content = match found {
                Ok(status) => {
                    let again = view! { <PageRenewed region=LIVE.to_owned() seconds=AGAIN_SECONDS/> };
                    view! { {draw(status, false)}{again} }.into_any()
                }
                Err(error) => crate::chrome::error_page(error),
            };
            bare_page(title, content)
        })
        .into_any();
    }
    page(Nav::Incidents, title, async move |portal, actor| {
        // Read first: what changes meanwhile is read again.
        let version = portal.live_head().await? + portal.health_step();
        let content = draw(portal.status_page(Some(&actor)).await?, true);
        Ok(view! {
            {content}
            <PageLive url="/live/health".to_owned() event="health".to_owned() version=version region=LIVE.to_owned()/>
        }
        .into_any())
    })
}

fn draw(status: Status, signed_in: bool) -> AnyView {
    let text = IncidentText::here();
    let way = match signed_in {
        true => view! { <ApiCall method="GET" path="/status"/> }.into_any(),
        false => view! { <ButtonLink href="/sign-in?next=/status">{text.sign_in}</ButtonLink> }.into_any(),
    };
    let (at, summary, services) = (status.at, summary(&status), services(&status));
    view! {
        <PageHead title=text.status subtitle=text.status_subtitle>{way}</PageHead>
        <div class="status-page" id=LIVE>
            {summary}
            <p class="faint">{text.as_of}" "<Time at=at exact=true/></p>
            {services}
            <section class="card">
                <header><h2>{text.disruptions}</h2></header>
                {incidents(status.incidents)}
            </section>
        </div>
    }
    .into_any()
}

/// The worst of all in one line.
fn summary(status: &Status) -> Option<AnyView> {
    let text = IncidentText::here();
    let all = status.services.iter().flat_map(|row| row.regions.iter().flatten().copied());
    let (tone, words) = match all.max()? {
        ServiceStatus::Operational => (Tone::Good, text.all_well),
        ServiceStatus::Unknown => (Tone::Unknown, text.some_unknown),
        ServiceStatus::Degraded => (Tone::Warning, text.some_unwell),
        ServiceStatus::Outage => (Tone::Bad, text.some_unwell),
    };
    let (note, glyph) = (format!("note {}", tone.class()), format!("glyph {}", tone.class()));
    Some(view! { <p class=note><i class=glyph aria-hidden="true"></i>{words}</p> }.into_any())
}

fn services(status: &Status) -> AnyView {
    let (text, lang) = (IncidentText::here(), ssr::lang());
    if status.services.is_empty() {
        return view! { <EmptyState title=text.status_empty text=text.status_empty_text/> }.into_any();
    }
    let heads =
        status.regions.iter().map(|region| view! { <th scope="col">{ssr::region(lang, region)}</th> });
    let (heads, rows) = (heads.collect_view(), status.services.iter().map(row).collect_view());
    view! {
        <DataTable label=text.status_label>
            <thead><tr><th scope="col">{Words::here().service}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(row: &StatusRow) -> AnyView {
    let text = IncidentText::here();
    let cells = row.regions.iter().map(|status| match status {
        Some(status) => view! { <td><StatusBadge status=*status/></td> }.into_any(),
        None => view! { <td><span class="faint">{text.not_here}</span></td> }.into_any(),
    });
    let (title, cells) = (row.title.clone(), cells.collect_view());
    view! { <tr><th scope="row">{title}</th>{cells}</tr> }.into_any()
}

fn incidents(all: Vec<StatusIncident>) -> AnyView {
    let text = IncidentText::here();
    if all.is_empty() {
        return view! { <p class="body">{text.none_lately}</p> }.into_any();
    }
    let items = all.into_iter().map(incident).collect_view();
    view! { <ul class="body affected">{items}</ul> }.into_any()
}

fn incident(one: StatusIncident) -> AnyView {
    let text = IncidentText::here();
    let until = match one.until {
        Some(at) => view! { " – "<Time at=at exact=true/> }.into_any(),
        None if one.acknowledged => view! { " · "{text.looked_at} }.into_any(),
        None => ().into_any(),
    };
    view! {
        <li>
            <div class="disruption">{badge(&one)}" "<strong>{one.services.join(", ")}</strong>" · "{regions(&one.felt)}</div>
            <p class="faint"><Time at=one.from exact=true/>{until}</p>
        </li>
    }
    .into_any()
}

/// What is over is not told as if it still were.
fn badge(one: &StatusIncident) -> AnyView {
    let text = IncidentText::here();
    match one.until {
        None => view! { <StatusBadge status=one.status/> }.into_any(),
        Some(_) => {
            let was = format!("{} {}", text.was, one.status.word(ssr::lang()));
            view! { <ToneBadge tone=Tone::Good word=text.resolved/>" "<span class="faint">{was}</span> }
                .into_any()
        }
    }
}

/// Where it is felt; with each region's own time where they differ.
fn regions(felt: &[StatusFelt]) -> AnyView {
    let (text, lang) = (IncidentText::here(), ssr::lang());
    let name = |felt: &StatusFelt| ssr::region(lang, &felt.region);
    let together = felt.windows(2).all(|pair| pair[0].from == pair[1].from && pair[0].until == pair[1].until);
    if felt.is_empty() {
        return text.whole_service.into_any();
    }
    if together {
        return felt.iter().map(name).collect::<Vec<_>>().join(", ").into_any();
    }
    let each = felt.iter().map(|felt| {
        let until = felt.until.map(|at| view! { " – "<Time at=at exact=true/> });
        view! { <li>{name(felt)}" "<span class="faint"><Time at=felt.from exact=true/>{until}</span></li> }
    });
    view! { <ul class="felt">{each.collect_view()}</ul> }.into_any()
}

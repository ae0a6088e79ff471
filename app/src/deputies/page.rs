use super::api::{END, NAME, PATH};
use super::text::DeputyText;
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::{ApiCall, Button, ErrorNote, Field, Kind, PageHead, Time};
use domain::delegation::Delegation;
use domain::view::DelegationBoard;
use leptos::prelude::*;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn DeputiesPage() -> impl IntoView {
    page(Nav::Nowhere, DeputyText::here().title, async move |portal, actor| {
        let text = DeputyText::here();
        let query: Query = ssr::query();
        let board = portal.delegations(&actor).await?;
        let came_back = kept(&portal, &actor, &query.failed, PATH).await;
        let failure = came_back.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        Ok(view! {
            <PageHead title=text.title subtitle=text.subtitle><ApiCall method="GET" path="/delegations"/></PageHead>
            <div class="stack">
                {failure}
                {list(text.given, &board.given, true)}
                {creation(&board)}
                {list(text.taken, &board.taken, false)}
            </div>
        }
        .into_any())
    })
}

fn list(title: &'static str, delegations: &[Delegation], given: bool) -> AnyView {
    let text = DeputyText::here();
    let items = delegations.iter().map(|one| {
        let who = if given { one.deputy_name.clone() } else { one.of_name.clone() };
        let named = who.clone();
        let end = given.then(|| {
            view! {
                <form method="post" action=END>
                    <input type="hidden" name="id" value=one.id.to_string()/>
                    <Button kind=Kind::Danger>{text.end}<span class="vh">" "{named}</span></Button>
                </form>
                <ApiCall method="DELETE" path=format!("/delegations/{}", one.id)/>
            }
        });
        view! {
            <li>
                <p>
                    <strong>{who.clone()}</strong>
                    " "
                    <span class="faint">
                        {one.team.to_string()}" · "{text.from}" "<Time at=one.since/>" · "{text.to}" "<Time at=one.until/>
                    </span>
                </p>
                <div class="actions">{end}</div>
            </li>
        }
    });
    let items = items.collect_view();
    let content = match delegations.is_empty() {
        true => view! { <p class="body faint">{text.none}</p> }.into_any(),
        false => view! { <ul class="body stack">{items}</ul> }.into_any(),
    };
    view! { <section class="card"><header><h2>{title}</h2></header>{content}</section> }.into_any()
}

/// Leads name somebody; others read that only leads do.
fn creation(board: &DelegationBoard) -> AnyView {
    let text = DeputyText::here();
    if board.teams.is_empty() {
        return view! { <p class="note">{text.only_leads}</p> }.into_any();
    }
    let team =
        |team: &domain::names::TeamName| view! { <option value=team.to_string()>{team.to_string()}</option> };
    let teams = board.teams.iter().map(team).collect_view();
    let mates =
        board.mates.iter().map(|(id, name)| view! { <option value=id.to_string()>{name.clone()}</option> });
    let mates = mates.collect_view();
    let body = r#"{"team": "streaming", "deputy": "usr_…", "until": "2027-01-04T00:00:00Z"}"#;
    view! {
        <section class="card">
            <header><h2>{text.new}</h2><ApiCall method="POST" path="/delegations" body=body/></header>
            <form class="body token-form" method="post" action=NAME>
                <Field id="deputy-team" label=Words::here().team>
                    <select id="deputy-team" name="team">{teams}</select>
                </Field>
                <Field id="deputy-who" label=text.deputy><select id="deputy-who" name="deputy">{mates}</select></Field>
                <Field id="deputy-since" label=text.since><input id="deputy-since" name="since" type="date"/></Field>
                <Field id="deputy-until" label=text.until>
                    <input id="deputy-until" name="until" type="date" required/>
                </Field>
                <Button kind=Kind::Primary>{text.name}</Button>
            </form>
        </section>
    }
    .into_any()
}

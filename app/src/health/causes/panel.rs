use super::api::BLAME;
use super::text::{self, CausesText};
use crate::health::changes::infrastructure;
use crate::health::links::address;
use crate::health::panel::panel;
use crate::i18n::lang;
use crate::ssr;
use crate::ui::{Button, ButtonLink, Kind, Time, Tone, ToneBadge};
use domain::PortalError;
use domain::health::culprit::{Difference, Evidence, Finding};
use domain::view::{CauseView, CausesView};
use leptos::prelude::*;

/// Suspects that are shown at once; the others are one step away.
pub const SHOWN: usize = 3;
/// Evidence that hardly moves the scale is not told.
const HARDLY: f64 = 0.25;

/// How often such changes break something at all is where weighing begins; of this change it says nothing.
fn is_told(evidence: &Evidence) -> bool {
    evidence.weight.abs() >= HARDLY && !matches!(evidence.finding, Finding::Usual { .. })
}

/// The likeliest causes of what is wrong with a service in a region, on the page at the address `page`.
#[component]
pub fn Causes(
    #[prop(into)] service: String,
    #[prop(into)] stage: String,
    #[prop(into)] region: String,
    #[prop(into)] page: String,
) -> impl IntoView {
    Suspend::new(async move {
        let place = [service.as_str(), stage.as_str(), region.as_str()];
        let body = match load(place).await {
            Ok(view) => suspects(view, place, &page),
            Err(error) => view! { <p class="faint">{error.message}</p> }.into_any(),
        };
        card(Some(place), body)
    })
}

/// The card that tells causes, with the call that tells them to scripts. Where nothing is wrong there is no place to ask about.
pub fn card(place: Option<[&str; 3]>, body: AnyView) -> AnyView {
    let call = place.map(|place| format!("{}/causes", address(place)));
    panel("card causes", CausesText::here().title, call, body)
}

async fn load(place: [&str; 3]) -> Result<CausesView, PortalError> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    portal.causes(&actor, place, None).await
}

/// The first suspects, or why there are none.
pub fn suspects(view: CausesView, place: [&str; 3], page: &str) -> AnyView {
    let text = CausesText::here();
    let problem = view.problem.map(|problem| view! { <p class="faint">{problem}</p> });
    if view.symptom.is_none() {
        let well = problem.is_none().then(|| view! { <p>{text.well}</p> });
        return view! { {well}{problem} }.into_any();
    }
    if view.causes.is_empty() {
        return view! { <p>{text.none}</p>{problem} }.into_any();
    }
    let shown = view.causes.into_iter().take(SHOWN);
    let causes: Vec<AnyView> = shown.map(|cause| item(cause, place, page)).collect();
    view! {
        <ol class="causes-list">{causes}</ol>
        <p class="faint">
            {text.unrecorded}" "{percent(view.unrecorded)}" · "{text::weighed(lang(), view.weighed)}
        </p>
        {problem}
    }
    .into_any()
}

fn item(cause: CauseView, place: [&str; 3], page: &str) -> AnyView {
    let text = CausesText::here();
    let CauseView { ranked, blamed, may_blame, may_roll_back } = cause;
    let change = ranked.change;
    let named = change.infrastructure.as_ref().map_or_else(|| change.title.clone(), infrastructure);
    let title = match &change.link {
        Some(link) => view! { <a href=link.clone()>{named}</a> }.into_any(),
        None => view! { <span>{named}</span> }.into_any(),
    };
    let service = change.service.as_ref().map(|service| view! { <span>{service.to_string()}</span>" " });
    let by = change.by.clone().map(|by| view! { <span class="faint">{text.by}" "{by}</span>" " });
    let confirmed = blamed.then(|| view! { <ToneBadge tone=Tone::Bad word=text.blamed/> });
    let back = change.rollback.clone().map(|href| {
        view! { <ButtonLink href=href kind=Kind::Danger allowed=may_roll_back>{text.roll_back}</ButtonLink> }
    });
    let [service_name, stage, region] = place.map(str::to_owned);
    let verdict = if blamed { text.clear } else { text.blame };
    let score = ranked.score;
    view! {
        <li>
            <p class="cause-head">
                <meter min="0" max="1" value=score.to_string() aria-hidden="true"></meter>
                <strong>{percent(score)}" "{text.likely}</strong>
                " "
                <span class="faint">{text::kind(change.kind)}</span>
                " "
                {service}
                {title}
                " "
                {confirmed}
            </p>
            <p class="faint">{by}<Time at=change.at/></p>
            {difference(change.difference)}
            {evidence(ranked.evidence)}
            <div class="actions">
                {back}
                <form method="post" action=BLAME>
                    <input type="hidden" name="change" value=change.id/>
                    <input type="hidden" name="blamed" value=(!blamed).to_string()/>
                    <input type="hidden" name="service" value=service_name/>
                    <input type="hidden" name="stage" value=stage/>
                    <input type="hidden" name="region" value=region/>
                    <input type="hidden" name="page" value=page.to_owned()/>
                    <Button kind=Kind::Quiet allowed=may_blame>{verdict}</Button>
                </form>
            </div>
        </li>
    }
    .into_any()
}

fn difference(difference: Option<Vec<Difference>>) -> Option<AnyView> {
    let text = CausesText::here();
    let difference = difference?;
    let rows = difference.into_iter().map(|differs| {
        let end = |value: Option<String>| match value {
            Some(value) => view! { <code>{value}</code> }.into_any(),
            None => view! { <span class="faint">"–"</span> }.into_any(),
        };
        view! { <li>{text::differs(&differs.what).to_owned()}": "{end(differs.before)}" → "{end(differs.after)}</li> }
    });
    let rows: Vec<_> = rows.collect();
    let body = match rows.is_empty() {
        true => view! { <span>{text.nothing}</span> }.into_any(),
        false => view! { <ul>{rows}</ul> }.into_any(),
    };
    Some(
        view! { <div class="cause-difference"><span class="faint">{text.difference}</span>" "{body}</div> }
            .into_any(),
    )
}

/// Signs and words say which way each points, and colour does not have to.
fn evidence(evidence: Vec<Evidence>) -> AnyView {
    let text = CausesText::here();
    let told = evidence.into_iter().filter(is_told).map(|evidence| {
        let (sign, word) = match evidence.weight > 0.0 {
            true => ("+", text.speaks_for),
            false => ("−", text.speaks_against),
        };
        let class = if evidence.weight > 0.0 { "for" } else { "against" };
        view! {
            <li class=class>
                <span class="sign" aria-hidden="true">{sign}</span>
                <span class="vh">{word}": "</span>
                {text::finding(&evidence.finding)}
            </li>
        }
    });
    let told: Vec<_> = told.collect();
    view! {
        <details open>
            <summary>{text.evidence}</summary>
            <ul class="cause-evidence">{told}</ul>
        </details>
    }
    .into_any()
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

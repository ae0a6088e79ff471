use super::text::{self, AdviceText};
use crate::health::links::address;
use crate::health::panel::panel;
use crate::ssr;
use crate::ui::{ButtonLink, DataTable, Time, Tone, ToneBadge};
use domain::PortalError;
use domain::health::bottleneck::Remedy;
use domain::view::{AdviceView, FoundLimit, RemedyView};
use leptos::prelude::*;

/// The limit that caps a service in a region, and what could be done.
#[component]
pub fn Advice(
    #[prop(into)] service: String,
    #[prop(into)] stage: String,
    #[prop(into)] region: String,
) -> impl IntoView {
    Suspend::new(async move {
        let place = [service.as_str(), stage.as_str(), region.as_str()];
        let text = AdviceText::here();
        let body = match load(place).await {
            Ok(AdviceView { found: Some(found), .. }) => limit(found),
            Ok(AdviceView { problem: Some(problem), .. }) => {
                view! { <p class="faint">{problem}</p> }.into_any()
            }
            Ok(AdviceView { too_early: true, .. }) => view! { <p>{text.too_early}</p> }.into_any(),
            Ok(_) => view! { <p>{text.none}</p> }.into_any(),
            Err(error) => view! { <p class="faint">{error.message}</p> }.into_any(),
        };
        let call = format!("{}/bottlenecks", address(place));
        panel("card advice", text.title, Some(call), body)
    })
}

async fn load(place: [&str; 3]) -> Result<AdviceView, PortalError> {
    let (portal, actor) = (ssr::portal()?, ssr::actor()?);
    portal.bottlenecks(&actor, place).await
}

fn limit(found: FoundLimit) -> AnyView {
    let text = AdviceText::here();
    let clues: Vec<_> = found.clues.iter().map(|clue| view! { <li>{text::clue(clue)}</li> }).collect();
    let remedies: Vec<AnyView> = found.remedies.into_iter().map(remedy).collect();
    view! {
        <p>
            {text.reached}
            " "
            <ToneBadge tone=Tone::Warning word=text.title/>
            " "
            <strong>{text::limit(&found.limit)}</strong>
            " "
            <span class="faint">
                {text.since}" "<Time at=found.since/>" "{text.until}" "<Time at=found.until/>
            </span>
        </p>
        <ul>{clues}</ul>
        <h3>{text.what_helps}</h3>
        <DataTable label=text.what_helps>
            <thead>
                <tr>
                    <th scope="col">{text.remedy}</th>
                    <th scope="col">{text.rate}</th>
                    <th scope="col">{text.latency}</th>
                    <th scope="col">{text.next}</th>
                    <th scope="col">{text.ask}</th>
                </tr>
            </thead>
            <tbody>{remedies}</tbody>
        </DataTable>
        <p class="faint">{text.forecast}</p>
    }
    .into_any()
}

fn remedy(view: RemedyView) -> AnyView {
    let text = AdviceText::here();
    let forecast = view.forecast;
    let label = match forecast.remedy {
        Remedy::LookAt { .. } => text.look,
        Remedy::CacheReads { .. } | Remedy::Raise { .. } => text.ask,
    };
    let link = match view.link {
        Some(href) => view! { <ButtonLink href=href allowed=view.may_ask>{label}</ButtonLink> }.into_any(),
        None => view! { <span class="faint">{text.unknown}</span> }.into_any(),
    };
    let change = view.change.map(|change| {
        let (before, after) = (change.before.unwrap_or_default(), change.after.unwrap_or_default());
        view! { <br/><code>{change.what}": "{before}" → "{after}</code> }
    });
    let next = forecast.next.as_ref().map(text::limit);
    view! {
        <tr>
            <th scope="row">{text::remedy(&forecast.remedy)}{change}</th>
            <td>{format!("{:.0} → {:.0}", forecast.rate_now, forecast.rate)}</td>
            <td>{format!("{:.0} → {:.0} ms", forecast.latency_now, forecast.latency)}</td>
            <td>{next}</td>
            <td>{link}</td>
        </tr>
    }
    .into_any()
}

use super::query::{Query, SHOWN};
use crate::health::facts::{running, state, value, why};
use crate::health::incident::incident_at;
use crate::health::links::place_address;
use crate::health::text::HealthText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::{Choices, DataTable, Field, Pager, Shown};
use domain::health::HealthState;
use domain::metric::Unit;
use domain::view::{LiveIncidents, PlacementRow, RegionHealthView};
use leptos::prelude::*;

/// The region's services, the worst first, under the address's filters.
pub fn services(view: &RegionHealthView, live: &LiveIncidents, query: &Query) -> AnyView {
    let text = HealthText::here();
    let region = &view.card.region;
    let skipped = query.wanted().skip;
    let first = (skipped > 0).then(|| query.at(region, 0));
    let after = skipped.saturating_add(SHOWN);
    let next = (view.count > after).then(|| query.at(region, after));
    let list = match (view.placements.is_empty(), query.narrows()) {
        (true, true) => view! { <p class="body faint">{text.no_match}</p> }.into_any(),
        (true, false) => view! { <p class="body faint">{text.empty}". "{text.empty_text}</p> }.into_any(),
        (false, _) => table(&view.placements, live),
    };
    view! {
        <section class="card" id="services">
            <header><h2>{text.services_here}</h2><span class="faint">{view.count}</span></header>
            <div class="body">{filters(query, region.as_str())}</div>
            {list}
            <Pager first=first next=next/>
        </section>
    }
    .into_any()
}

fn filters(query: &Query, region: &str) -> AnyView {
    let (text, words, lang) = (HealthText::here(), Words::here(), ssr::lang());
    let states = HealthState::ALL.into_iter().rev();
    let states = states.map(|state| (state.as_str().to_owned(), state.word(lang).to_owned())).collect();
    let range = query.range().as_str();
    let action = format!("/health/regions/{region}");
    let query = query.clone();
    view! {
        <form class="filters" method="get" action=action role="search" data-auto="">
            <input type="hidden" name="range" value=range/>
            <input type="hidden" name="stage" value=query.stage/>
            <Choices name="state" label=text.state any=text.any_state chosen=query.state choices=states/>
            <Field id="f-search" label=words.search>
                <input id="f-search" type="search" name="search" value=query.search placeholder=text.search_hint autocomplete="off"/>
            </Field>
            <button class="button">{words.apply_filter}</button>
        </form>
    }
    .into_any()
}

fn table(rows: &[PlacementRow], live: &LiveIncidents) -> AnyView {
    let (text, words) = (HealthText::here(), Words::here());
    let rows = rows.iter().map(|it| row(it, live)).collect_view();
    view! {
        <DataTable label=text.services_here>
            <thead>
                <tr>
                    <th scope="col">{words.service}</th>
                    <th scope="col">{words.stage}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.reason}</th>
                    <th scope="col" class="number">{text.p95}</th>
                    <th scope="col" class="number">{text.errors}</th>
                    <th scope="col" class="number">{text.requests}</th>
                    <th scope="col">{text.runs}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(row: &PlacementRow, live: &LiveIncidents) -> AnyView {
    let (placement, health) = (&row.health.placement, &row.health.health);
    view! {
        <tr>
            <th scope="row"><a href=place_address(placement) data-row="">{placement.service.to_string()}</a></th>
            <td>{names::stage(ssr::lang(), &placement.stage)}</td>
            <td>{state(health.state, Some(health.since))}</td>
            <td class="wide-cell">{why(&row.health)}{incident_at(live, placement)}</td>
            <td class="number">{value(Unit::Milliseconds, row.numbers.p95)}</td>
            <td class="number">{value(Unit::Share, row.numbers.errors)}</td>
            <td class="number">{value(Unit::PerSecond, row.numbers.requests)}</td>
            <td>{running(row.running.as_ref())}</td>
        </tr>
    }
    .into_any()
}

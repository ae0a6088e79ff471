use crate::health::facts::{running, state, why};
use crate::health::incident::incident_at;
use crate::health::links::place_address;
use crate::health::text::{self, Counted, HealthText};
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::DataTable;
use domain::health::Tally;
use domain::view::{HealthBoard, LiveIncidents, TroubleRow};
use leptos::prelude::*;

/// What is not well, the worst first.
pub fn trouble(rows: &[TroubleRow], tally: Tally, live: &LiveIncidents) -> AnyView {
    let text = HealthText::here();
    let more =
        (rows.len() >= HealthBoard::MOST).then(|| view! { <p class="body faint">{text.trouble_more}</p> });
    let body = match rows.is_empty() {
        true => view! { <p class="body faint">{text.all_well}</p> }.into_any(),
        false => table(rows, live),
    };
    view! {
        <section class="card" id="trouble">
            <header><h2>{text.trouble}</h2><span class="faint">{text::tally(ssr::lang(), &tally, Counted::Places)}</span></header>
            {body}
            {more}
        </section>
    }
    .into_any()
}

fn table(rows: &[TroubleRow], live: &LiveIncidents) -> AnyView {
    let (text, words, lang) = (HealthText::here(), Words::here(), ssr::lang());
    let rows = rows.iter().map(|row| {
        let placement = &row.health.placement;
        view! {
            <tr>
                <th scope="row">
                    <a href=place_address(placement) data-row="">{placement.service.to_string()}</a>
                </th>
                <td>{ssr::region(lang, &placement.region)}" · "{names::stage(lang, &placement.stage)}</td>
                <td>{state(row.health.health.state, Some(row.health.health.since))}</td>
                <td class="wide-cell">{why(&row.health)}{incident_at(live, placement)}</td>
                <td>{running(row.running.as_ref())}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <DataTable label=text.trouble>
            <thead>
                <tr>
                    <th scope="col">{words.service}</th>
                    <th scope="col">{words.region}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.reason}</th>
                    <th scope="col">{text.runs}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

use super::facts::{state, why};
use super::links::place_address;
use super::text::HealthText;
use crate::i18n::{Words, names};
use crate::ssr;
use crate::ui::DataTable;
use domain::health::PlacementHealth;
use leptos::prelude::*;

/// How a service is wherever it runs, for its own page.
pub fn health_section(placements: &[PlacementHealth]) -> AnyView {
    let text = HealthText::here();
    let body = match placements.is_empty() {
        true => view! { <p class="body faint">{text.not_watched}</p> }.into_any(),
        false => table(placements),
    };
    view! {
        <section class="card" id="health">
            <header><h2>{text.by_service}</h2></header>
            {body}
        </section>
    }
    .into_any()
}

fn table(placements: &[PlacementHealth]) -> AnyView {
    let (text, words, lang) = (HealthText::here(), Words::here(), ssr::lang());
    let rows = placements.iter().map(|it| {
        let (placement, health) = (&it.placement, &it.health);
        view! {
            <tr>
                <th scope="row"><a href=place_address(placement)>{ssr::region(lang, &placement.region)}</a></th>
                <td>{names::stage(lang, &placement.stage)}</td>
                <td>{state(health.state, Some(health.since))}</td>
                <td class="wide-cell">{why(it)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <DataTable label=text.by_service>
            <thead>
                <tr>
                    <th scope="col">{words.region}</th>
                    <th scope="col">{words.stage}</th>
                    <th scope="col">{text.state}</th>
                    <th scope="col">{text.reason}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

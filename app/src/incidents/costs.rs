use super::text::IncidentText;
use super::told::place;
use crate::freezes::silence;
use crate::health::facts::value;
use crate::health::links::place_address;
use crate::health::text::HealthText;
use crate::ui::DataTable;
use domain::metric::Unit;
use domain::view::PlacementCost;
use leptos::prelude::*;

/// What users feel now, place by place; nothing where it is not known where that would be.
pub fn costs(costs: &[PlacementCost]) -> Option<AnyView> {
    let (text, words) = (IncidentText::here(), HealthText::here());
    let rows = costs.iter().map(row).collect_view();
    (!costs.is_empty()).then(|| {
        view! {
            <section class="card" id="costs">
                <header><h2>{text.costs}</h2></header>
                <DataTable label=text.costs>
                    <thead>
                        <tr>
                            <th scope="col">{text.place}</th>
                            <th scope="col" class="number">{words.errors}</th>
                            <th scope="col" class="number">{words.requests}</th>
                            <th scope="col" class="number">{words.p95}</th>
                            <th scope="col"><span class="vh">{text.silencing}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
            </section>
        }
        .into_any()
    })
}

fn row(cost: &PlacementCost) -> AnyView {
    let numbers = cost.numbers;
    let name = place(&cost.placement);
    let silence = silence(&cost.placement, cost.team.as_ref(), cost.may_silence.clone(), name);
    view! {
        <tr>
            <th scope="row"><a href=place_address(&cost.placement) data-row="">{place(&cost.placement)}</a></th>
            <td class="number">{value(Unit::Share, numbers.errors)}</td>
            <td class="number">{value(Unit::PerSecond, numbers.requests)}</td>
            <td class="number">{value(Unit::Milliseconds, numbers.p95)}</td>
            <td>{silence}</td>
        </tr>
    }
    .into_any()
}

use crate::health::facts::{burn, disagreement, numbers, running, state, why};
use crate::health::incident::incidents_in;
use crate::health::links::{place_address, region_address};
use crate::health::text::{self, Counted, HealthText};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::Shown;
use domain::names::StageName;
use domain::view::{LiveIncidents, RegionCard};
use leptos::prelude::*;

/// One region at a glance: how it is and why, what users feel, what runs, who looks after it.
pub fn card(card: &RegionCard, stage: Option<&StageName>, live: &LiveIncidents) -> AnyView {
    let (text, lang) = (HealthText::here(), ssr::lang());
    let home = card.home.then(|| view! { " "<span class="faint">{Words::here().home}</span> });
    let href = region_address(&card.region, stage);
    let tone = card.state.state.tone().class();
    view! {
        <li class=format!("health-card {tone}") id=format!("region-{}", card.region)>
            <header>
                <h2><a href=href data-row="">{ssr::region(lang, &card.region)}</a>{home}</h2>
                {state(card.state.state, card.since())}
            </header>
            <p class="health-line">{line(card, stage)}</p>
            {incidents_in(live, &card.region, stage)}
            <dl class="health-facts">
                <div><dt>{text.burn}</dt><dd>{burn(&card.burn)}</dd></div>
                {numbers(&card.numbers)}
                <div><dt>{text.runs}</dt><dd>{running(card.running.as_ref())}</dd></div>
                <div><dt>{text.on_call}</dt><dd>{on_call(&card.on_call)}</dd></div>
            </dl>
        </li>
    }
    .into_any()
}

/// Why it is so, with the service that makes it so; of a well one how many are well.
fn line(card: &RegionCard, stage: Option<&StageName>) -> AnyView {
    let lang = ssr::lang();
    // Of all stages together, a service counts once in each.
    let counted = if stage.is_some() { Counted::Services } else { Counted::Places };
    let tally = view! { <span class="faint">{text::tally(lang, &card.state.tally, counted)}</span> };
    match &card.state.worst {
        Some(worst) => {
            let href = place_address(&worst.placement);
            view! { <a href=href>{worst.placement.service.to_string()}</a>": "{why(worst)}" "{tally} }
                .into_any()
        }
        None => {
            let disagree = (card.state.disagree > 0).then(disagreement);
            view! { {tally}" "{disagree} }.into_any()
        }
    }
}

fn on_call(names: &[String]) -> AnyView {
    match names.is_empty() {
        true => view! { <span class="faint">{HealthText::here().nobody}</span> }.into_any(),
        false => names.join(", ").into_any(),
    }
}

use super::gates::Gates;
use super::lane::{Context, lane};
use super::text::{self, RolloutText};
use crate::i18n;
use crate::ssr;
use crate::ui::Time;
use domain::Timestamp;
use domain::view::{RolloutView, WaveView};
use leptos::prelude::*;

/// One wave: its gates, then a lane for each region.
pub fn wave(position: usize, wave: &WaveView, rollout: &RolloutView, context: &Context<'_>) -> AnyView {
    let (text, lang) = (RolloutText::here(), ssr::lang());
    let opened = wave.opened_at.map(|at| view! { <span>{text.wave_opened}" "<Time at=at/></span> });
    let done = wave.done_at.map(|at| view! { <span>{text.wave_done}" "<Time at=at/></span> });
    let expected = expected(wave, rollout).map(|at| {
        let time = view! { <time datetime=i18n::iso(at) title=i18n::absolute(at)>{i18n::clock(at)}</time> };
        view! { <span>{text.expected_wave}" ≈ "{time}</span> }
    });
    let parallel = rollout.strategy.waves.iter().find(|rules| rules.name == wave.name);
    let parallel = parallel.and_then(|rules| rules.parallel);
    let parallel = parallel.map(|count| view! { <span>{format!("{}: {count}", text.parallel)}</span> });
    let lanes = wave.lanes.iter().map(|view| lane(view, rollout, context));
    view! {
        <section class="card wave" id=format!("wave-{position}")>
            <header>
                <h2>{text::wave(lang, position, &wave.name)}</h2>
                <span class="faint tight wave-times">{parallel}{opened}{done}{expected}</span>
            </header>
            <Gates wave=wave now=context.now others=&rollout.others/>
            <ul class="lanes">{lanes.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// When a wave that has not opened is to be expected.
fn expected(wave: &WaveView, rollout: &RolloutView) -> Option<Timestamp> {
    let forecast = rollout.forecast.as_ref().filter(|_| wave.opened_at.is_none())?;
    let steps = wave.lanes.iter().flat_map(|lane| forecast.of_region(&lane.lane.region));
    steps.map(|step| step.from).min()
}

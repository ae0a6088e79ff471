use super::text::{self, NewText};
use crate::rollouts::one::wave_name;
use crate::ssr;
use domain::names::RegionName;
use domain::release::Deployed;
use domain::rollout::WaveRules;
use domain::view::RolloutPreview;
use leptos::prelude::*;

/// The waves in their order, each with its regions and what runs there now.
pub fn waves(preview: &RolloutPreview) -> AnyView {
    let lang = ssr::lang();
    let last = preview.strategy.waves.len().saturating_sub(1);
    let waves = preview.strategy.waves.iter().enumerate().map(|(position, rules)| {
        let regions = rules.regions.iter().map(|name| region(name, preview));
        view! {
            <li>
                <p><strong>{wave_name(lang, position, &rules.name)}</strong>" "<span class="faint">{manner(rules, position == last)}</span></p>
                <ul class="wave-regions">{regions.collect_view()}</ul>
            </li>
        }
    });
    view! { <ol class="wave-plan">{waves.collect_view()}</ol> }.into_any()
}

/// "2 at once · then soaks for 10 min 0 s". After the last wave nothing waits.
fn manner(rules: &WaveRules, last: bool) -> String {
    let (text, lang) = (NewText::here(), ssr::lang());
    let parallel = match rules.parallel {
        Some(count) => format!("{}: {count}", text.parallel),
        None if rules.regions.len() > 1 => text.whole.to_owned(),
        None => String::new(),
    };
    let soak = (rules.soak_seconds > 0 && !last)
        .then(|| format!("{} {}", text.soak, text::soak(lang, rules.soak_seconds)));
    [parallel].into_iter().filter(|part| !part.is_empty()).chain(soak).collect::<Vec<_>>().join(" · ")
}

fn region(name: &RegionName, preview: &RolloutPreview) -> AnyView {
    let text = NewText::here();
    let runs: Option<&Deployed> = preview.running.iter().find(|deployed| &deployed.region == name);
    let now = match runs {
        Some(deployed) if deployed.release == preview.release.id => text.same.to_owned(),
        Some(deployed) => format!("{} {}", text.running, deployed.version),
        None => format!("{} {}", text.running, text.nothing_runs),
    };
    view! {
        <li>{ssr::region(ssr::lang(), name)}" "<code class="faint">{name.to_string()}</code>" "<span class="faint">{now}</span></li>
    }
    .into_any()
}

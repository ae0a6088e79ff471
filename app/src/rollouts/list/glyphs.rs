use crate::i18n::names;
use crate::rollouts::lane_tone;
use crate::ssr;
use domain::names::RegionName;
use leptos::prelude::*;

/// A glyph for each region in the order in which they go; the words are in the title and for those who listen.
#[component]
pub fn Glyphs(lanes: Vec<(RegionName, String)>) -> impl IntoView {
    let lang = ssr::lang();
    let marks = lanes.into_iter().map(|(region, state)| {
        let word = format!("{}: {}", ssr::region(lang, &region), names::lane_state(lang, &state));
        let title = word.clone();
        view! {
            <span class="of" title=title>
                <i class=format!("glyph {}", lane_tone(&state).class()) aria-hidden="true"></i>
                <span class="vh">{word}</span>
            </span>
        }
    });
    view! { <span class="lane-glyphs still">{marks.collect_view()}</span> }
}

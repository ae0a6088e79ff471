use super::text::PaletteText;
use super::{Hit, HitKind, groups};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Id of the dialog.
pub const DIALOG: &str = "palette";
/// Id of the box to type in.
pub const INPUT: &str = "palette-input";

/// The box in the header, and the palette that it opens.
#[island]
pub fn Palette() -> impl IntoView {
    let text = PaletteText::here();
    let hits: RwSignal<Vec<Hit>> = RwSignal::new(Vec::new());
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    #[cfg(target_arch = "wasm32")]
    super::browser::start(typed, hits, chosen);
    let press = move |event: KeyboardEvent| {
        let count = hits.with_untracked(Vec::len);
        let next = match event.key().as_str() {
            "ArrowDown" => chosen.get_untracked() + 1,
            "ArrowUp" => chosen.get_untracked() + count.saturating_sub(1),
            "Enter" => {
                event.prevent_default();
                go(hits, chosen);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        chosen.set(next.checked_rem(count).unwrap_or(0));
    };
    let active = move || (!hits.with(Vec::is_empty)).then(|| option_id(chosen.get()));
    let options = move || groups(hits.get()).into_iter().map(|group| shown(group, chosen)).collect_view();
    view! {
        <form class="search-box" action="/search">
            <button class="button quiet" data-palette="" aria-haspopup="dialog">
                <svg viewBox="0 0 16 16" aria-hidden="true">
                    <circle cx="7" cy="7" r="4.5"></circle>
                    <path d="m10.5 10.5 3.5 3.5"></path>
                </svg>
                <span>{text.open}</span>
                <kbd>"Ctrl K"</kbd>
            </button>
        </form>
        <dialog class="dialog palette" id=DIALOG aria-label=text.title>
            <input
                id=INPUT
                type="text"
                role="combobox"
                aria-label=text.label
                aria-expanded="true"
                aria-controls="palette-hits"
                aria-autocomplete="list"
                aria-activedescendant=active
                placeholder=text.label
                autocomplete="off"
                spellcheck="false"
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=press
            />
            <div id="palette-hits" role="listbox" aria-label=text.title>{options}</div>
            <p class="nothing" role="status" hidden=move || !hits.with(Vec::is_empty)>{text.nothing}</p>
            <p class="hint">{text.hint}</p>
        </dialog>
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    format!("palette-hit-{place}")
}

/// One group; its name is drawn by the style sheet, because a listbox holds nothing but groups and options.
fn shown((kind, hits): (HitKind, Vec<(usize, Hit)>), chosen: RwSignal<usize>) -> impl IntoView {
    let options = hits.into_iter().map(|(place, hit)| option(place, hit, chosen)).collect_view();
    view! { <ul role="group" aria-label=kind.word(PaletteText::here())>{options}</ul> }
}

fn option(place: usize, hit: Hit, chosen: RwSignal<usize>) -> impl IntoView {
    let selected = move || if chosen.get() == place { "true" } else { "false" };
    view! {
        <li id=option_id(place) role="option" aria-selected=selected data-href=hit.href>
            <span class="title">{hit.title}</span>
            <span class="faint">{hit.note}</span>
        </li>
    }
}

fn go(hits: RwSignal<Vec<Hit>>, chosen: RwSignal<usize>) {
    let href = hits.with_untracked(|hits| hits.get(chosen.get_untracked()).map(|hit| hit.href.clone()));
    if let Some(href) = href {
        visit(&href);
    }
}

/// Leaves for another page of ours.
pub fn visit(href: &str) {
    // Refused only for addresses that are none.
    let _ = location().set_href(href);
}

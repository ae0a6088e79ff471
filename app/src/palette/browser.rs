use super::Hit;
use super::api::search;
use super::island::{DIALOG, INPUT, visit};
use crate::ui::toast;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

/// After the last letter, before the search goes out.
const PAUSE: Duration = Duration::from_millis(120);

pub fn start(typed: RwSignal<String>, hits: RwSignal<Vec<Hit>>, chosen: RwSignal<usize>) {
    let asked = StoredValue::new(0_u32);
    let ask = move |text: String| {
        let turn = asked.get_value() + 1;
        asked.set_value(turn);
        leptos::task::spawn_local(async move {
            match search(text).await {
                // Answers that a later question has overtaken are dropped.
                Ok(found) if asked.get_value() == turn => {
                    hits.set(found);
                    chosen.set(0);
                }
                Ok(_) => {}
                Err(failure) => toast(&failure.to_string()),
            }
        });
    };
    let mut ask_later = leptos::leptos_dom::helpers::debounce(PAUSE, ask);
    Effect::watch(move || typed.get(), move |text, _, _| ask_later(text.clone()), false);
    window_event_listener(ev::keydown, move |event| {
        let wanted = (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k");
        if wanted && open() {
            event.prevent_default();
            ask(typed.get_untracked());
        }
    });
    window_event_listener(ev::click, move |event| {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        if within(&target, "[data-palette]").is_some() && open() {
            event.prevent_default();
            ask(typed.get_untracked());
        } else if let Some(href) =
            within(&target, "[data-href]").and_then(|hit| hit.get_attribute("data-href"))
        {
            visit(&href);
        } else if target.id() == DIALOG {
            // A click beside the content lands on the dialog itself.
            close();
        }
    });
}

fn within(target: &Element, selector: &str) -> Option<Element> {
    target.closest(selector).ok().flatten()
}

fn dialog() -> Option<HtmlDialogElement> {
    document().get_element_by_id(DIALOG)?.dyn_into().ok()
}

fn open() -> bool {
    let opened = dialog().is_some_and(|dialog| dialog.open() || dialog.show_modal().is_ok());
    if let Some(input) =
        document().get_element_by_id(INPUT).and_then(|input| input.dyn_into::<HtmlElement>().ok())
    {
        // Focus that cannot be given stays where it is.
        let _ = input.focus();
    }
    opened
}

fn close() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
}

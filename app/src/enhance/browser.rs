use super::help::HELP;
use crate::i18n::{self, Words};
use crate::ui::toast;
use domain::Timestamp;
use leptos::ev;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlFormElement, KeyboardEvent};

/// How often relative times are told anew.
const TICK: Duration = Duration::from_secs(15);

pub fn start() {
    tell_times();
    set_interval(tell_times, TICK);
    window_event_listener(ev::click, |event| {
        if let Some(target) = element(event.target()) {
            let done = copy(&target) || open_dialog(&target);
            close_menus(Some(&target));
            if done {
                event.prevent_default();
            }
        }
    });
    window_event_listener(ev::change, |event| {
        if let Some(target) = element(event.target()) {
            submit_filters(&target);
        }
    });
    window_event_listener(ev::submit, |event| {
        if let Some(form) = element(event.target()) {
            remember_focus(&form);
        }
    });
    focus_again();
    window_event_listener(ev::keydown, |event| {
        if press(&event) {
            event.prevent_default();
        }
    });
}

fn element(target: Option<web_sys::EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

fn all<T: JsCast>(selector: &str) -> Vec<T> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

fn closest(target: &Element, selector: &str) -> Option<Element> {
    target.closest(selector).ok().flatten()
}

/// The text node that is there is changed, not replaced: it may belong to an island.
pub fn tell_times() {
    let (lang, now) = (i18n::lang(), Timestamp(js_sys::Date::now() as i64));
    keep_widths();
    for time in all::<Element>("time[data-ago]") {
        let at = js_sys::Date::parse(&time.get_attribute("datetime").unwrap_or_default());
        if let (Some(text), false) = (time.first_child(), at.is_nan()) {
            text.set_node_value(Some(&i18n::relative(lang, Timestamp(at as i64), now)));
        }
    }
    tell_local_times();
}

/// A distance is shorter than the date that it replaces; what stands beside it must not move. Cells of the matrix have
/// widths of their own.
fn keep_widths() {
    let times = all::<HtmlElement>("time[data-ago]:not([style], .c time, .tight time)");
    // All are measured before any is changed: one layout instead of one for each.
    let widths: Vec<i32> = times.iter().map(HtmlElement::offset_width).collect();
    for (time, width) in times.iter().zip(widths) {
        // An attribute of this name is always accepted.
        let _ = time.set_attribute("style", &format!("min-width:{}px", width + 1));
    }
}

/// Beside the home region's time stands the reader's own, where they differ.
fn tell_local_times() {
    for note in all::<Element>("[data-local]") {
        let at = js_sys::Date::parse(&note.get_attribute("data-local").unwrap_or_default());
        let date = js_sys::Date::new(&at.into());
        let offset = -date.get_timezone_offset() as i64;
        if !at.is_nan() && offset != i18n::HOME_OFFSET_MINUTES {
            note.set_text_content(Some(&i18n::local(i18n::lang(), Timestamp(at as i64), offset)));
        }
    }
}

fn copy(target: &Element) -> bool {
    let Some(text) = closest(target, "[data-copy]").and_then(|button| button.get_attribute("data-copy"))
    else {
        return false;
    };
    let writing = window().navigator().clipboard().write_text(&text);
    leptos::task::spawn_local(async move {
        if wasm_bindgen_futures::JsFuture::from(writing).await.is_ok() {
            toast(Words::here().copied);
        }
    });
    true
}

fn open_dialog(target: &Element) -> bool {
    let opener = closest(target, "[data-opens]");
    opener.and_then(|opener| opener.get_attribute("data-opens")).is_some_and(|id| show(&id))
}

fn show(id: &str) -> bool {
    let dialog =
        document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlDialogElement>().ok());
    dialog.is_some_and(|dialog| dialog.open() || dialog.show_modal().is_ok())
}

/// Open menus close when something else is touched.
fn close_menus(except: Option<&Element>) {
    for menu in all::<Element>("details.account[open]") {
        if !except.is_some_and(|target| menu.contains(Some(target))) {
            // Closing takes the attribute away, which cannot fail.
            let _ = menu.remove_attribute("open");
        }
    }
}

/// Lists that say so are filtered as soon as a choice is made; typed text waits for Enter. In a part of a form that says so,
/// its button is pressed.
fn submit_filters(target: &Element) {
    let chosen = target.matches("select, input[type=checkbox]").unwrap_or(false);
    let Some(area) = closest(target, "[data-auto]").filter(|_| chosen) else { return };
    match area.dyn_into::<HtmlFormElement>() {
        // Refused only by constraints, which filters have none of.
        Ok(form) => drop(form.request_submit()),
        Err(part) => {
            let button = part.query_selector("button[name]").ok().flatten();
            if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
                button.click();
            }
        }
    }
}

/// Under which the session knows the field that had the focus when choices were sent.
const FOCUS: &str = "slipway-focus";

fn session() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// The page comes back with the choices made: whoever works with the keyboard goes on where they were.
fn remember_focus(form: &Element) {
    let chooses = form.matches("[data-auto], :has([data-auto])").unwrap_or(false);
    let active = document().active_element().filter(|active| form.contains(Some(active)));
    let id = active.map(|active| active.id()).filter(|id| chooses && !id.is_empty());
    if let (Some(id), Some(session)) = (id, session()) {
        // Where nothing can be kept, the focus is lost as it is without scripts.
        let _ = session.set_item(FOCUS, &id);
    }
}

fn focus_again() {
    let Some(session) = session() else { return };
    let id = session.get_item(FOCUS).ok().flatten();
    let _ = session.remove_item(FOCUS);
    let unfocused = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    let field = id.filter(|_| unfocused).and_then(|id| document().get_element_by_id(&id));
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

fn typing(event: &KeyboardEvent) -> bool {
    element(event.target())
        .is_some_and(|target| target.matches("input, select, textarea, [contenteditable]").unwrap_or(false))
}

fn press(event: &KeyboardEvent) -> bool {
    if event.key() == "Escape" {
        close_menus(None);
        return false;
    }
    if typing(event) || event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return false;
    }
    match event.key().as_str() {
        "?" => show(HELP),
        "/" => focus_first("[role=search] input[type=search]"),
        "j" => walk(1),
        "k" => walk(-1),
        _ => false,
    }
}

fn focus_first(selector: &str) -> bool {
    all::<HtmlElement>(selector).first().is_some_and(|found| found.focus().is_ok())
}

/// To the next or previous row of the page's list.
fn walk(by: isize) -> bool {
    let rows = all::<HtmlElement>("[data-row], #matrix td a");
    let here = document().active_element().and_then(|active| {
        let row = closest(&active, "tr, li")?;
        rows.iter().position(|link| row.contains(Some(link)))
    });
    let next = here.map_or(0, |here| here.saturating_add_signed(by).min(rows.len().saturating_sub(1)));
    rows.get(next).is_some_and(|row| row.focus().is_ok())
}

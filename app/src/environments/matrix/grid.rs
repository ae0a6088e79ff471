//! The keyboard over the matrix: arrows or J and K move, Space peeks, D compares, Enter follows the link.

use crate::environments::peek;
use crate::environments::text::EnvironmentText;
use crate::ui::toast;
use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition, Url};

/// Class of the cell that waits for another to be compared with.
const CHOSEN: &str = "chosen";

#[derive(Clone)]
struct Grid {
    /// Ids of what the panel shows.
    peeked: Rc<RefCell<Vec<String>>>,
    /// Id of the environment chosen for comparison.
    first: Rc<RefCell<Option<String>>>,
}

pub fn start(peeked: Vec<String>) {
    rove(None);
    let grid = Grid { peeked: Rc::new(RefCell::new(peeked)), first: Rc::default() };
    let keys = grid.clone();
    window_event_listener(ev::keydown, move |event| keys.press(&event));
    window_event_listener(ev::focusin, |event| {
        if let Some(link) = event.target().and_then(|target| within(target.dyn_into().ok()?)) {
            rove(Some(&link));
        }
    });
    window_event_listener(ev::click, move |event| {
        let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
        if target.is_some_and(|target| matches!(target.closest("#peek-close"), Ok(Some(_)))) {
            event.prevent_default();
            grid.close();
        }
    });
}

/// The cell's link, when the element is in the matrix.
fn within(element: Element) -> Option<HtmlElement> {
    element.closest("#matrix td a").ok()??.dyn_into().ok()
}

fn focused() -> Option<HtmlElement> {
    within(document().active_element()?)
}

fn all(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

/// One cell only is a stop for the Tab key: the given one, else the first.
pub fn rove(to: Option<&HtmlElement>) {
    let links = all("#matrix td a");
    for link in &links {
        if link.tab_index() == 0 {
            link.set_tab_index(-1);
        }
    }
    if let Some(link) = to.or(links.first()) {
        link.set_tab_index(0);
    }
}

/// The link `down` rows and `right` columns from here; stays within the table.
fn neighbour(link: &HtmlElement, down: i32, right: i32) -> Option<HtmlElement> {
    let cell: web_sys::HtmlTableCellElement = link.closest("td").ok()??.dyn_into().ok()?;
    let row = link.closest("tr").ok()??;
    let rows = all("#matrix tr[data-k]");
    let here = rows.iter().position(|other| other.is_same_node(Some(&row)))?;
    let there = step(here, down, rows.len());
    // The row's head is a cell as well, before all others.
    let cells = rows.get(there)?.query_selector_all("td a").ok()?;
    let column = usize::try_from(cell.cell_index() - 1).unwrap_or(0);
    let column = step(column, right, usize::try_from(cells.length()).unwrap_or(0));
    cells.item(u32::try_from(column).ok()?)?.dyn_into().ok()
}

fn step(from: usize, by: i32, count: usize) -> usize {
    let by = isize::try_from(by).unwrap_or(0);
    from.saturating_add_signed(by).min(count.saturating_sub(1))
}

/// The environment's id, when there is one in the cell.
fn id_of(link: &HtmlElement) -> Option<String> {
    link.get_attribute("href")?.strip_prefix("/environments/").map(str::to_owned)
}

impl Grid {
    fn press(&self, event: &KeyboardEvent) {
        if event.key() == "Escape" {
            self.leave();
            return;
        }
        let Some(link) = focused() else { return };
        if event.alt_key() || event.meta_key() {
            return;
        }
        const FAR: i32 = 1_000;
        let go = |down, right| {
            let next = neighbour(&link, down, right);
            next.is_some_and(|next| next.focus().is_ok())
        };
        let done = match (event.key().as_str(), event.ctrl_key()) {
            ("ArrowDown", false) | ("j", false) => go(1, 0),
            ("ArrowUp", false) | ("k", false) => go(-1, 0),
            ("ArrowRight", false) => go(0, 1),
            ("ArrowLeft", false) => go(0, -1),
            ("PageDown", false) => go(10, 0),
            ("PageUp", false) => go(-10, 0),
            ("Home", false) => go(0, -FAR),
            ("End", false) => go(0, FAR),
            ("Home", true) => go(-FAR, -FAR),
            ("End", true) => go(FAR, FAR),
            (" ", false) => self.peek(&link),
            ("d" | "D", false) => self.compare(&link),
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Shows what is in the cell, or nothing when it is shown already.
    fn peek(&self, link: &HtmlElement) -> bool {
        let Some(id) = id_of(link) else { return false };
        if *self.peeked.borrow() == [id.as_str()] {
            self.close();
        } else {
            self.show(vec![id]);
        }
        true
    }

    /// The first time chooses, the second compares.
    fn compare(&self, link: &HtmlElement) -> bool {
        let Some(id) = id_of(link) else { return false };
        let first = self.first.borrow_mut().take();
        unmark();
        match first {
            Some(first) if first != id => self.show(vec![first, id]),
            Some(_) => {}
            None => {
                // What was compared before is over: its panel would look like the answer to this choice.
                self.close();
                let _ = link.class_list().add_1(CHOSEN);
                *self.first.borrow_mut() = Some(id);
                toast(EnvironmentText::here().compare_first);
            }
        }
        true
    }

    fn show(&self, ids: Vec<String>) {
        remember(&ids);
        self.peeked.replace(ids.clone());
        leptos::task::spawn_local(async move {
            match peek::browser::show(ids).await {
                Ok(()) => request_animation_frame(keep_in_sight),
                Err(failure) => toast(&failure.to_string()),
            }
        });
    }

    /// Closes the panel and forgets the cell that waited for another.
    fn leave(&self) {
        self.first.borrow_mut().take();
        unmark();
        self.close();
    }

    fn close(&self) {
        if !self.peeked.borrow().is_empty() {
            self.show(Vec::new());
        }
    }
}

fn unmark() {
    for chosen in all(&format!("#matrix .{CHOSEN}")) {
        // A class without spaces is always accepted.
        let _ = chosen.class_list().remove_1(CHOSEN);
    }
}

/// The panel takes room from the table: the cell that it tells of stays where it can be seen.
fn keep_in_sight() {
    if let Some(link) = focused() {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Center);
        link.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Puts what is looked at into the address, so that a reload shows the same.
fn remember(ids: &[String]) {
    let Some(url) = location().href().ok().and_then(|href| Url::new(&href).ok()) else { return };
    let query = url.search_params();
    query.delete("peek");
    query.delete("compare");
    match ids {
        [] => {}
        [one] => query.set("peek", one),
        more => query.set("compare", &more.join(",")),
    }
    if let Ok(history) = window().history() {
        // Fails only for addresses of other sites.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&url.href()));
    }
}

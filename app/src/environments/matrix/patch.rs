//! Changes only what changed: the page never jumps and never loses the focus.

use super::cell::{self, CellLink};
use super::{grid, table};
use crate::environments::text;
use crate::i18n::{self, Lang};
use domain::view::{Matrix, MatrixRow};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Brings the table to the state of the snapshot.
pub fn apply(matrix: &Matrix) {
    let Some(shown) = document().get_element_by_id("matrix") else { return };
    let lang = i18n::lang();
    let rows = rows_of(&shown);
    let same = rows.len() == matrix.rows.len()
        && rows.iter().zip(&matrix.rows).all(|(shown, row)| key_of(shown) == Some(table::key(row)));
    let changed = if same {
        rows.iter().zip(&matrix.rows).map(|(shown, row)| patch_row(shown, row, matrix, lang)).sum()
    } else {
        replace(&shown, matrix, lang);
        0
    };
    if changed > 0 {
        crate::ui::announce::say(&text::changed(lang, changed));
    }
    crate::enhance::tell_times();
}

fn rows_of(table: &Element) -> Vec<Element> {
    let Ok(found) = table.query_selector_all("tr[data-k]") else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

fn key_of(row: &Element) -> Option<String> {
    row.get_attribute("data-k")
}

/// How many cells changed.
fn patch_row(shown: &Element, row: &MatrixRow, matrix: &Matrix, lang: Lang) -> usize {
    let sum = table::summary(row, &matrix.columns, lang);
    if let Ok(Some(element)) = shown.query_selector(".sum") {
        if element.text_content().as_deref() != Some(&sum) {
            element.set_text_content(Some(&sum));
        }
    }
    let Ok(links) = shown.query_selector_all("td a") else { return 0 };
    let pairs = matrix.columns.iter().zip(&row.cells).enumerate();
    let patched = pairs.filter(|(place, (column, cell))| {
        let link = u32::try_from(*place).ok().and_then(|place| links.item(place)?.dyn_into::<Element>().ok());
        link.is_some_and(|link| patch_cell(&link, &cell::link(row, column, cell.as_ref(), lang)))
    });
    patched.count()
}

/// Whether the cell had to be changed. The link stays the same element, so the focus stays on it.
fn patch_cell(link: &Element, wanted: &CellLink) -> bool {
    let same = link.get_attribute("href").as_deref() == Some(&wanted.href)
        && link
            .class_name()
            .split(' ')
            .filter(|class| !["chosen", "fresh"].contains(class))
            .eq(wanted.class.split(' '))
        && content_of(link) == wanted.mark;
    if same {
        return false;
    }
    // Attributes with these names are always accepted.
    let _ = link.set_attribute("href", &wanted.href);
    let _ = link.set_attribute("class", &format!("{} fresh", wanted.class));
    link.set_inner_html(&wanted.content);
    true
}

/// What tells one state of a cell from another besides its link and classes: version, word and moment.
fn content_of(link: &Element) -> String {
    let text = |selector: &str| {
        link.query_selector(selector)
            .ok()
            .flatten()
            .and_then(|found| found.text_content())
            .unwrap_or_default()
    };
    let moment = link.query_selector("time").ok().flatten().and_then(|time| time.get_attribute("datetime"));
    format!("{}|{}|{}", text("b"), text(".w"), moment.unwrap_or_default())
}

/// Rows came or went: all bodies are made anew, and the focus goes back to where it was.
fn replace(shown: &Element, matrix: &Matrix, lang: Lang) {
    let focus = document().active_element().and_then(place_of);
    if let Ok(bodies) = shown.query_selector_all("tbody") {
        for body in (0..bodies.length()).filter_map(|place| bodies.item(place)?.dyn_into::<Element>().ok()) {
            body.remove();
        }
    }
    // Our own table takes rows.
    let _ = shown.insert_adjacent_html("beforeend", &table::bodies(matrix, lang));
    let link = focus.and_then(|(key, place)| {
        let row = rows_of(shown).into_iter().find(|row| key_of(row).as_ref() == Some(&key))?;
        row.query_selector_all("td a").ok()?.item(place)?.dyn_into::<HtmlElement>().ok()
    });
    grid::rove(link.as_ref());
    if let Some(link) = link {
        // Focus that cannot be given stays where it is.
        let _ = link.focus();
    }
}

/// Row and column of the focused cell.
fn place_of(element: Element) -> Option<(String, u32)> {
    let cell: web_sys::HtmlTableCellElement = element.closest("#matrix td").ok()??.dyn_into().ok()?;
    let key = key_of(&cell.closest("tr").ok()??)?;
    Some((key, u32::try_from(cell.cell_index() - 1).ok()?))
}

//! What a service hangs together with, as a small drawing: who needs it at the left, what it needs at the right.

use crate::i18n::lang;
use crate::services::text;
use leptos::prelude::*;

const WIDTH: usize = 172;
const HEIGHT: usize = 32;
const GAP: usize = 56;
const SPACE: usize = 10;
const MARGIN: usize = 8;
/// Letters that fit into a box.
const LETTERS: usize = 22;
/// Boxes of one side; the list beside the drawing has all.
const MOST: usize = 8;

/// The drawing; nothing when there is neither side.
pub fn graph(name: &str, needed_by: &[String], needs: &[String]) -> Option<AnyView> {
    let rows = needed_by.len().max(needs.len()).min(MOST);
    if rows == 0 {
        return None;
    }
    let (width, height) = (2 * MARGIN + 3 * WIDTH + 2 * GAP, 2 * MARGIN + rows * (HEIGHT + SPACE) - SPACE);
    let own = Spot { column: 1, top: (height - HEIGHT) / 2 };
    let left = side(needed_by, 0, height);
    let right = side(needs, 2, height);
    let edges =
        left.iter().map(|(spot, _)| curve(*spot, own)).chain(right.iter().map(|(spot, _)| curve(own, *spot)));
    let edges = edges.map(|d| view! { <path class="edge" d=d/> }).collect_view();
    let boxes = left.iter().chain(&right).map(|(spot, name)| boxed(*spot, name, "node")).collect_view();
    let label = text::drawing(lang(), name, needed_by.len(), needs.len());
    Some(
        view! {
            <svg class="drawing" width=width height=height viewBox=format!("0 0 {width} {height}") role="img" aria-label=label>
                {edges}
                {boxes}
                {boxed(own, name, "node compute")}
            </svg>
        }
        .into_any(),
    )
}

/// The place of a box.
#[derive(Clone, Copy)]
struct Spot {
    column: usize,
    top: usize,
}

impl Spot {
    fn left(self) -> usize {
        MARGIN + self.column * (WIDTH + GAP)
    }
}

/// The boxes of one side, in the middle of its height.
fn side(names: &[String], column: usize, height: usize) -> Vec<(Spot, String)> {
    let shown = names.len().min(MOST);
    let more = (names.len() > MOST).then(|| format!("+{}", names.len() - MOST + 1));
    let told = names.iter().take(if more.is_some() { MOST - 1 } else { shown }).cloned().chain(more);
    let taken = (shown * (HEIGHT + SPACE)).saturating_sub(SPACE);
    let top = height.saturating_sub(taken) / 2;
    told.enumerate().map(|(row, name)| (Spot { column, top: top + row * (HEIGHT + SPACE) }, name)).collect()
}

fn curve(from: Spot, to: Spot) -> String {
    let (x1, y1) = (from.left() + WIDTH, from.top + HEIGHT / 2);
    let (x2, y2) = (to.left(), to.top + HEIGHT / 2);
    let middle = usize::midpoint(x1, x2);
    format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
}

fn boxed(spot: Spot, name: &str, class: &'static str) -> AnyView {
    let (x, y) = (spot.left(), spot.top);
    view! {
        <g class=class>
            <title>{name.to_owned()}</title>
            <rect x=x y=y width=WIDTH height=HEIGHT rx="6"/>
            <text class="id" x=x + 12 y=y + 20>{shortened(name)}</text>
        </g>
    }
    .into_any()
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        None => text.to_owned(),
        Some(_) => text.chars().take(LETTERS - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_with_many_says_how_many_more() {
        let names: Vec<String> = (0..12).map(|n| format!("s{n}")).collect();
        let told = side(&names, 0, 400);
        assert_eq!(told.len(), MOST);
        assert_eq!(told.last().map(|(_, name)| name.as_str()), Some("+5"));
        assert!(graph("x", &[], &[]).is_none());
    }
}

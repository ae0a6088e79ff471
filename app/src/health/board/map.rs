//! Where the regions lie, how they are, and how far they are from home.

use crate::health::text::HealthText;
use crate::ssr;
use crate::ui::Shown;
use domain::geography::{Coordinates, coordinates};
use domain::metric::Unit;
use domain::view::{HealthBoard, RegionCard};
use leptos::prelude::*;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 150.0;
/// What is drawn of the world, in degrees north; people live in between.
const NORTH: f64 = 72.0;
const SOUTH: f64 = -48.0;
/// Distance between lines of the grid, in degrees.
const GRID: i32 = 30;

pub fn map(board: &HealthBoard) -> AnyView {
    let text = HealthText::here();
    let home = board.regions.iter().find(|card| card.home).and_then(place);
    let ways = board.regions.iter().filter(|card| !card.home).filter_map(|card| way(home?, place(card)?));
    let dots = board.regions.iter().filter_map(|card| Some(dot(card, place(card)?)));
    let items = board.regions.iter().filter(|card| !card.home).map(item).collect_view();
    view! {
        <section class="card" id="map">
            <header><h2>{text.map}</h2></header>
            <div class="body">
                <svg class="world" viewBox=format!("0 0 {WIDTH} {HEIGHT}") aria-hidden="true">
                    <path class="grid" d=grid()></path>
                    {ways.collect_view()}
                    {dots.collect_view()}
                </svg>
                <ul class="distances">{items}</ul>
            </div>
        </section>
    }
    .into_any()
}

fn place(card: &RegionCard) -> Option<(f64, f64)> {
    coordinates(&card.region).map(project)
}

/// The earth as a rectangle.
fn project(at: Coordinates) -> (f64, f64) {
    ((at.east + 180.0) / 360.0 * WIDTH, (NORTH - at.north) / (NORTH - SOUTH) * HEIGHT)
}

/// A bow from home to a region, so that ways do not lie over each other.
fn way(from: (f64, f64), to: (f64, f64)) -> Option<AnyView> {
    let bow = (to.0 - from.0).abs() / 5.0;
    let middle = (f64::midpoint(from.0, to.0), (f64::midpoint(from.1, to.1) - bow).max(2.0));
    let path =
        format!("M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}", from.0, from.1, middle.0, middle.1, to.0, to.1);
    Some(view! { <path class="way" d=path></path> }.into_any())
}

fn dot(card: &RegionCard, (x, y): (f64, f64)) -> AnyView {
    let class = format!("dot {}", card.state.state.tone().class());
    let radius = if card.home { "5" } else { "4" };
    // Names of regions at the right edge go to the left.
    let (anchor, text_x) = if x > WIDTH * 0.8 { ("end", x - 8.0) } else { ("start", x + 8.0) };
    view! {
        <circle class=class cx=format!("{x:.1}") cy=format!("{y:.1}") r=radius></circle>
        <text x=format!("{text_x:.1}") y=format!("{:.1}", y + 3.5) text-anchor=anchor>{ssr::region(ssr::lang(), &card.region)}</text>
    }
    .into_any()
}

fn item(card: &RegionCard) -> AnyView {
    let told = match card.from_home {
        Some(millis) => Unit::Milliseconds.told(millis).into_any(),
        None => view! { <span class="faint">{HealthText::here().no_data}</span> }.into_any(),
    };
    view! { <li><span>{ssr::region(ssr::lang(), &card.region)}</span><span class="number">{told}</span></li> }
        .into_any()
}

/// Every thirty degrees.
fn grid() -> String {
    let lines = |from: i32, to: i32| (from..=to).step_by(GRID as usize).map(f64::from);
    let down = lines(-150, 150).map(|east| {
        let (x, _) = project(Coordinates { north: 0.0, east });
        format!("M{x:.1} 0V{HEIGHT}")
    });
    let across = lines(-30, 60).map(|north| {
        let (_, y) = project(Coordinates { north, east: 0.0 });
        format!("M0 {y:.1}H{WIDTH}")
    });
    down.chain(across).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_lies_as_people_know_it() {
        let seoul = project(Coordinates { north: 37.0, east: 127.0 });
        let paris = project(Coordinates { north: 49.0, east: 2.0 });
        assert!(paris.0 < seoul.0, "west is at the left");
        assert!(paris.1 < seoul.1, "north is at the top");
        assert!(seoul.0 < WIDTH && seoul.1 < HEIGHT);
    }
}

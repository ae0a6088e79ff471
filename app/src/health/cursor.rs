//! The cursor that all charts of a page share. The drawings and their values come from the server; this only points.

use leptos::prelude::*;

/// Stands once beside the charts.
#[island]
pub fn ChartCursor() -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    browser::start();
}

/// Which step a share of the width belongs to.
#[cfg(any(test, target_arch = "wasm32"))]
fn step_at(share: f64, steps: usize) -> Option<usize> {
    let last = steps.checked_sub(1)?;
    let step = (share.clamp(0.0, 1.0) * steps as f64) as usize;
    Some(step.min(last))
}

/// The middle of a step, in percent of the width.
#[cfg(any(test, target_arch = "wasm32"))]
fn middle(step: usize, steps: usize) -> f64 {
    (step as f64 + 0.5) / steps.max(1) as f64 * 100.0
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use super::{middle, step_at};
    use crate::i18n::absolute;
    use domain::Timestamp;
    use domain::metric::Unit;
    use leptos::ev;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, EventTarget};

    pub fn start() {
        // The page is renewed in place, so the charts are looked for when they are pointed at.
        window_event_listener(ev::pointermove, |event| {
            let plot = element(event.target()).and_then(|target| target.closest(".plot").ok().flatten());
            match plot {
                Some(plot) => point(&plot, f64::from(event.client_x())),
                None => all(&document().into(), ".charts.pointed:not(:focus)").iter().for_each(leave),
            }
        });
        window_event_listener(ev::keydown, |event| {
            let by = match event.key().as_str() {
                "ArrowLeft" => -1,
                "ArrowRight" => 1,
                _ => return,
            };
            if let Some(charts) = element(event.target()).filter(|it| it.class_list().contains("charts")) {
                event.prevent_default();
                walk(&charts, by);
            }
        });
    }

    fn element(target: Option<EventTarget>) -> Option<Element> {
        target?.dyn_into().ok()
    }

    fn all(root: &web_sys::Node, selector: &str) -> Vec<Element> {
        let found = match root.dyn_ref::<Element>() {
            Some(root) => root.query_selector_all(selector),
            None => document().query_selector_all(selector),
        };
        let Ok(found) = found else { return Vec::new() };
        (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
    }

    fn number(element: &Element, name: &str) -> Option<i64> {
        element.get_attribute(name)?.parse().ok()
    }

    fn steps(charts: &Element) -> usize {
        number(charts, "data-steps").and_then(|steps| usize::try_from(steps).ok()).unwrap_or(0)
    }

    fn point(plot: &Element, x: f64) {
        let Some(charts) = plot.closest(".charts").ok().flatten() else { return };
        let place = plot.get_bounding_client_rect();
        if place.width() > 0.0
            && let Some(step) = step_at((x - place.left()) / place.width(), steps(&charts))
        {
            show(&charts, step);
        }
    }

    fn walk(charts: &Element, by: isize) {
        let last = steps(charts).saturating_sub(1);
        let here = number(charts, "data-at").and_then(|at| usize::try_from(at).ok());
        show(charts, here.map_or(last, |here| here.saturating_add_signed(by).min(last)));
    }

    /// Plain attributes and classes are always taken.
    fn show(charts: &Element, step: usize) {
        let _ = charts.set_attribute("data-at", &step.to_string());
        let _ = charts.set_attribute("style", &format!("--cursor:{:.3}%", middle(step, steps(charts))));
        let _ = charts.class_list().add_1("pointed");
        let mut told = Vec::new();
        for plot in all(charts, ".plot") {
            told.extend(read(&plot, step));
        }
        if let (Some(from), Some(length)) = (number(charts, "data-from"), number(charts, "data-step")) {
            let at = Timestamp(from + length * i64::try_from(step).unwrap_or(0));
            told.insert(0, absolute(at));
        }
        for output in all(charts, ".chart-time") {
            output.set_text_content(Some(&told.join(", ")));
        }
    }

    /// Writes the values at the cursor into the legend.
    fn read(plot: &Element, step: usize) -> Vec<String> {
        let attribute = |name| plot.get_attribute(name).unwrap_or_default();
        let Ok(lines) = serde_json::from_str::<Vec<Vec<Option<f64>>>>(&attribute("data-lines")) else {
            return Vec::new();
        };
        let Ok(unit) = serde_json::from_str::<Unit>(&attribute("data-unit")) else { return Vec::new() };
        let Some(figure) = plot.parent_element() else { return Vec::new() };
        let outputs = all(&figure, "output[data-line]");
        let mut told = Vec::new();
        for (output, values) in outputs.iter().zip(lines) {
            let value =
                values.get(step).copied().flatten().map_or("—".to_owned(), |value| unit.told(value));
            output.set_text_content(Some(&value));
            let name =
                output.parent_element().and_then(|key| key.first_child()).and_then(|name| name.node_value());
            told.push(format!("{} {value}", name.unwrap_or_default().trim()));
        }
        told
    }

    fn leave(charts: &Element) {
        let _ = charts.class_list().remove_1("pointed");
        let _ = charts.remove_attribute("data-at");
        for output in all(charts, "output[data-newest]") {
            output.set_text_content(output.get_attribute("data-newest").as_deref());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_finds_the_step_below_it() {
        for (share, steps, expected) in
            [(0.0, 4, Some(0)), (0.26, 4, Some(1)), (1.0, 4, Some(3)), (7.0, 4, Some(3)), (0.5, 0, None)]
        {
            assert_eq!(step_at(share, steps), expected, "{share} of {steps}");
        }
        assert!((middle(1, 4) - 37.5).abs() < 1e-9);
    }
}

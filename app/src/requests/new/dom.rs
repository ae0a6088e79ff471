//! The form in the browser's page. On the server there is none, and nothing happens.

/// Id of the form.
pub const FORM: &str = "request-form";
/// Id of the hidden field that names the draft.
pub const DRAFT: &str = "draft-id";
/// Id of what says why the form was refused.
pub const FAILURE: &str = "form-failure";

#[cfg(target_arch = "wasm32")]
pub use browser::*;
#[cfg(not(target_arch = "wasm32"))]
pub use nothing::*;

#[cfg(not(target_arch = "wasm32"))]
mod nothing {
    use leptos::ev::Event;

    pub fn field_of(_: &Event) -> Option<String> {
        None
    }

    pub fn form_text() -> Option<String> {
        None
    }

    pub fn typed_fields() -> Vec<String> {
        Vec::new()
    }

    pub fn sync_grid(_: Option<&Event>) {}

    pub fn set_value(_: &str, _: &str) {}

    pub fn set_draft(_: &str) {}

    pub fn focus(_: &str) {}

    pub fn go(_: &str) {}

    pub fn wants_plain(_: &leptos::ev::SubmitEvent) -> bool {
        true
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use super::{DRAFT, FORM};
    use crate::requests::form::TargetRef;
    use crate::requests::form::encoding;
    use leptos::ev::{Event, SubmitEvent};
    use leptos::prelude::{document, location, window};
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

    /// The name of the field that an event happened in.
    pub fn field_of(event: &Event) -> Option<String> {
        event.target()?.dyn_into::<Element>().ok()?.get_attribute("name")
    }

    fn form() -> Option<HtmlFormElement> {
        document().get_element_by_id(FORM)?.dyn_into().ok()
    }

    /// The form as the browser would send it.
    pub fn form_text() -> Option<String> {
        let data = FormData::new_with_form(&form()?).ok()?;
        let entries = js_sys::try_iter(&data).ok()??;
        let pair = |entry: JsValue| {
            let entry: js_sys::Array = entry.dyn_into().ok()?;
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        };
        Some(encoding::encode(entries.filter_map(|entry| pair(entry.ok()?))))
    }

    /// Names of the text fields that hold something else than the server wrote into them.
    pub fn typed_fields() -> Vec<String> {
        let Some(Ok(found)) = form().map(|form| form.query_selector_all("input")) else {
            return Vec::new();
        };
        let inputs = (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok());
        let typed = inputs.filter(|input: &HtmlInputElement| input.value() != input.default_value());
        typed.map(|input| input.name()).collect()
    }

    fn boxes() -> Vec<(TargetRef, HtmlInputElement)> {
        let Some(Ok(found)) = form().map(|form| form.query_selector_all("input[name=target]")) else {
            return Vec::new();
        };
        let input = |place| found.item(place)?.dyn_into::<HtmlInputElement>().ok();
        let named = |input: HtmlInputElement| Some((TargetRef::parse(&input.value())?, input));
        (0..found.length()).filter_map(|place| named(input(place)?)).collect()
    }

    /// A ticked row, column or everything ticks its cells; cells decide what their row and column show.
    pub fn sync_grid(event: Option<&Event>) {
        let boxes = boxes();
        let changed = event.and_then(|event| event.target()?.dyn_into::<HtmlInputElement>().ok());
        let changed = changed.and_then(|input| Some((TargetRef::parse(&input.value())?, input.checked())));
        let (wholes, cells): (Vec<_>, Vec<_>) =
            boxes.into_iter().partition(|(target, _)| target.is_pattern());
        let open = |input: &HtmlInputElement| !input.disabled();
        for (target, input) in cells.iter().filter(|(_, input)| open(input)) {
            match &changed {
                Some((whole, on)) if whole.is_pattern() && whole.covers(&target.stage, &target.region) => {
                    input.set_checked(*on);
                }
                None if wholes
                    .iter()
                    .any(|(whole, on)| on.checked() && whole.covers(&target.stage, &target.region)) =>
                {
                    input.set_checked(true);
                }
                _ => {}
            }
        }
        for (whole, input) in wholes {
            let own =
                cells.iter().filter(|(cell, input)| open(input) && whole.covers(&cell.stage, &cell.region));
            let (count, on) =
                own.fold((0, 0), |(count, on), (_, input)| (count + 1, on + u32::from(input.checked())));
            input.set_checked(count > 0 && on == count);
            input.set_indeterminate(on > 0 && on < count);
            input.set_disabled(count == 0);
        }
    }

    pub fn set_value(id: &str, value: &str) {
        let input =
            document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            input.set_value(value);
        }
    }

    /// The draft goes along with the form from now on, and the address leads back to it.
    pub fn set_draft(id: &str) {
        set_value(DRAFT, id);
        let here = location().pathname().unwrap_or_default();
        let address = format!("{here}?{}", encoding::encode([("draft", id)]));
        if let Ok(history) = window().history() {
            // Refused only for addresses of other sites.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
        }
    }

    pub fn focus(id: &str) {
        let found = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok());
        if let Some(found) = found {
            // Focus that cannot be given stays where it is.
            let _ = found.focus();
        }
    }

    /// Leaves for another page of ours.
    pub fn go(address: &str) {
        // Refused only for addresses that are none.
        let _ = location().set_href(address);
    }

    /// Whether the button that was pressed is answered by the server with a page.
    pub fn wants_plain(event: &SubmitEvent) -> bool {
        event.submitter().is_some_and(|button| button.has_attribute("data-plain"))
    }
}

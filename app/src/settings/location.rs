//! The token of a machine that runs `slipway probe`.

use super::CREATE;
use super::page::Expiry;
use super::text::TokenText;
use crate::ui::{ApiCall, Button, Field};
use domain::names::LocationName;
use domain::view::{Allowed, MeasuringView};
use leptos::prelude::*;

/// What such a token is for, as it is proposed.
const LABEL: &str = "slipway probe";

/// Offers the configured locations. Nothing is shown to whoever could do nothing anyway.
#[component]
pub fn LocationToken(measuring: MeasuringView) -> impl IntoView {
    let text = TokenText::here();
    let MeasuringView { may, locations } = measuring;
    if locations.is_empty() && !may.allowed {
        return ().into_any();
    }
    let (call, content) = match locations.first() {
        None => (None, view! { <p class="body">{text.no_locations}</p> }.into_any()),
        Some(first) => (Some(call(first)), view! { <Form may=may locations=locations/> }.into_any()),
    };
    view! {
        <section class="card">
            <header>
                <h2>{text.new_location}</h2>
                {call}
            </header>
            {content}
        </section>
    }
    .into_any()
}

fn call(location: &LocationName) -> impl IntoView + use<> {
    let body = format!(r#"{{"label": "{LABEL}", "scopes": ["measure:{location}"]}}"#);
    view! { <ApiCall method="POST" path="/tokens" body=body does=TokenText::here().new_location/> }
}

#[component]
fn Form(may: Allowed, locations: Vec<LocationName>) -> impl IntoView {
    let text = TokenText::here();
    let options =
        locations.into_iter().map(|one| view! { <option value=one.to_string()>{one.to_string()}</option> });
    view! {
        <form class="body token-form" method="post" action=CREATE>
            <Field id="location-name" label=text.location hint=text.location_hint>
                <select id="location-name" name="location" aria-describedby="location-name-hint">
                    {options.collect_view()}
                </select>
            </Field>
            <Field id="location-label" label=text.label>
                <input
                    id="location-label"
                    name="label"
                    required
                    maxlength="80"
                    autocomplete="off"
                    value=LABEL
                />
            </Field>
            <Expiry id="location-days" chosen=""/>
            <Button allowed=may>{text.create_location}</Button>
        </form>
    }
}

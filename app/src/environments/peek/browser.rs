//! Fills the panel beside the matrix.

use super::aside::{ASIDE, PeekAside};
use super::{Peek, look_at};
use crate::api::Failure;
use crate::live::morph;
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use std::pin::Pin;

/// What the fetched part does, as that part's boundary takes it.
type Showing = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// Shows the environments with these ids; none: hides the panel.
pub async fn show(ids: Vec<String>) -> Result<(), Failure> {
    fill(ids).await?.await
}

/// Fetched when somebody looks at something for the first time.
///
/// Not `#[lazy]`, which panics when the module does not come: whoever looks later than the portal is updated is told.
#[wasm_split(peek, wasm_split_path = leptos::wasm_split, fallible)]
fn fill(ids: Vec<String>) -> Result<Showing, Failure> {
    Ok(Box::pin(async move {
        let peeked = if ids.is_empty() { Vec::new() } else { look_at(ids).await? };
        draw(peeked);
        Ok(())
    }))
}

fn draw(peeked: Vec<Peek>) {
    let (Some(shown), Ok(fresh)) = (document().get_element_by_id(ASIDE), document().create_element("div"))
    else {
        return;
    };
    let drawn = mount_to_renderer(&fresh, move || view! { <PeekAside peeked=peeked/> }.into_any());
    if let Some(fresh) = fresh.first_element_child() {
        morph::lap_whole(&shown, &fresh);
    }
    // Only copies went into the page.
    drop(drawn);
    crate::enhance::tell_times();
}

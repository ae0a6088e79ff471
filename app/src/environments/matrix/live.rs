use crate::live::{Live, NotLive, follow};
use domain::view::Matrix;
use leptos::prelude::*;

/// Keeps the table that stands before it up to date, gives it the keyboard, and fills the panel beside it.
///
/// The table itself is not hydrated: it would have to be sent twice.
#[island]
pub fn MatrixLive(
    /// Ids of what the panel shows.
    peeked: Vec<String>,
) -> impl IntoView {
    let (url, version) = source();
    let live: Live<Matrix> = follow(url, "matrix", version);
    #[cfg(target_arch = "wasm32")]
    {
        super::grid::start(peeked);
        Effect::new(move |_| live.latest.with(|matrix| matrix.as_ref().map(super::patch::apply)));
    }
    #[cfg(not(target_arch = "wasm32"))]
    let _ = peeked;
    view! { <NotLive stale=live.stale/> }
}

/// Where the table says that its changes come from, and its version.
#[cfg(target_arch = "wasm32")]
fn source() -> (String, i64) {
    let table = document().get_element_by_id("matrix");
    let attribute = |name| table.as_ref().and_then(|table| table.get_attribute(name)).unwrap_or_default();
    (attribute("data-live"), attribute("data-version").parse().unwrap_or(0))
}

#[cfg(not(target_arch = "wasm32"))]
fn source() -> (String, i64) {
    (String::new(), 0)
}

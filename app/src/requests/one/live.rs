use super::labels::Labels;
use super::places::Places;
use super::text::RequestText;
use crate::live::{Live, NotLive, follow};
use crate::ui::address::encode;
use domain::view::RequestView;
use leptos::prelude::*;

/// What the page shows, as far as its live part has to know.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Shown {
    /// The request's id.
    pub id: String,
    pub version: i64,
    /// Of what people would decide on.
    pub digest: String,
    /// Place of the newest resource event.
    pub seq: i64,
    pub places: Places,
    pub labels: Labels,
}

/// Keeps the board that stands after it up to date, and lets nobody decide on what has changed under their eyes.
// Loaded with the pages that have one: it draws all that a request's page can show.
#[island(lazy)]
pub fn RequestLive(shown: Shown) -> impl IntoView {
    let url = format!("/live/requests/{}", encode(&shown.id));
    let live: Live<RequestView> = follow(url.clone(), "request", shown.version);
    // What the reader has read, and what is there now.
    let (read, newest) = (RwSignal::new(shown.digest.clone()), RwSignal::new(shown.digest.clone()));
    #[cfg(target_arch = "wasm32")]
    super::watch::start(shown, live, read, newest);
    let text = RequestText::here();
    let same = move || read.get() == newest.get();
    view! {
        <div class="live-notes" data-live=url>
            <NotLive stale=live.stale/>
            <div role="alert">
                <div class="note warning" hidden=same>
                    <i class="glyph warning" aria-hidden="true"></i>
                    <div>
                        <p><strong>{text.changed_title}</strong></p>
                        <p>{text.changed_text}</p>
                        <p>
                            <button type="button" class="button" on:click=move |_| read.set(newest.get())>
                                {text.changed_read}
                            </button>
                        </p>
                    </div>
                </div>
            </div>
        </div>
    }
}

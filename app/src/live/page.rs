//! A page that keeps itself up to date: when what it shows has become newer, the page is fetched again, and its live
//! part is lapped over the one that is there. Nothing of what it shows has to be drawn by the browser.

use super::{Live, NotLive, Versioned, follow};
use leptos::prelude::*;
use serde::Deserialize;

/// All that has to be known of a snapshot.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Newness {
    pub version: i64,
}

impl Versioned for Newness {
    fn version(&self) -> i64 {
        self.version
    }
}

/// Follows the stream at `url` and renews the element with the id `region`.
#[island]
pub fn PageLive(
    url: String,
    /// Name of the events that carry snapshots.
    event: String,
    /// Of what the page shows.
    version: i64,
    region: String,
) -> impl IntoView {
    let live: Live<Newness> = follow(url.clone(), event, version);
    let (lost, set_lost) = signal(false);
    #[cfg(target_arch = "wasm32")]
    super::renew::start(live.latest, version, region, set_lost);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = (live.latest, region, set_lost);
    let stale = Signal::derive(move || live.stale.get() || lost.get());
    view! { <div class="live-notes" data-live=url><NotLive stale=stale/></div> }
}

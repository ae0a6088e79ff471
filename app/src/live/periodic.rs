//! A page for those who may follow no stream: it is fetched again every now and then.

use super::NotLive;
use leptos::prelude::*;

/// Renews the element with the id `region` every `seconds`, while somebody looks at it.
#[island]
pub fn PageRenewed(region: String, seconds: u32) -> impl IntoView {
    let (lost, set_lost) = signal(false);
    #[cfg(target_arch = "wasm32")]
    super::renew::every(std::time::Duration::from_secs(u64::from(seconds)), region, set_lost);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = (seconds, region, set_lost);
    view! { <div class="live-notes"><NotLive stale=lost/></div> }
}

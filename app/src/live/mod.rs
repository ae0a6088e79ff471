//! Following what happens: whole versioned snapshots over one stream of server-sent events.

use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// A snapshot that tells how new it is.
pub trait Versioned: DeserializeOwned + Send + Sync + 'static {
    fn version(&self) -> i64;
}

impl Versioned for domain::view::RequestView {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Versioned for domain::view::Matrix {
    fn version(&self) -> i64 {
        self.version
    }
}

impl Versioned for domain::live::LiveEvent {
    /// Its place in the stream.
    fn version(&self) -> i64 {
        self.seq
    }
}

/// A followed stream.
#[derive(Debug)]
pub struct Live<T: Send + Sync + 'static> {
    /// The newest snapshot; `None` until the first one comes.
    pub latest: ReadSignal<Option<T>>,
    /// Whether what is shown may be older than what is. Starts as `false`, so that pages don't flicker.
    pub stale: ReadSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Live<T> {}

/// Follows `url`, whose events of the name `event` carry whole snapshots as JSON. All that a page follows comes in one stream.
/// Whoever follows has `data-live=url` in the server's HTML, so that the stream tells of it before its program is there.
///
/// Snapshots older than `version` or than the newest seen are ignored. After a disconnect the browser
/// resumes by itself with `Last-Event-ID`; when the server refused, a new stream is opened, which
/// starts with the present snapshot. While nobody looks at the tab there is no stream, because
/// browsers allow six for all tabs together. On the server nothing is followed.
pub fn follow<T: Versioned>(url: String, event: impl Into<Cow<'static, str>>, version: i64) -> Live<T> {
    let (latest, set_latest) = signal(None);
    let (stale, set_stale) = signal(false);
    #[cfg(target_arch = "wasm32")]
    browser::follow(url, event.into(), version, set_latest, set_stale);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = (url, event.into(), version, set_latest, set_stale);
    Live { latest, stale }
}

/// Says that the page is not live; nothing while it is.
#[component]
pub fn NotLive(#[prop(into)] stale: Signal<bool>) -> impl IntoView {
    view! {
        <span class="not-live" role="status" hidden=move || !stale.get()>
            <i class="glyph unknown" aria-hidden="true"></i>
            {crate::i18n::Words::here().not_live}
        </span>
    }
}

#[cfg(target_arch = "wasm32")]
mod browser;
mod changed;
#[cfg(target_arch = "wasm32")]
pub mod morph;
mod page;
mod periodic;
#[cfg(target_arch = "wasm32")]
mod renew;

pub use changed::ChangedNote;
pub use page::PageLive;
pub use periodic::PageRenewed;

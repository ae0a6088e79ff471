//! What a page knows about the visit it is rendered for. The server provides these as contexts.

pub mod back;
mod fresh;
mod inset;
mod pulse;
pub mod refused;

pub use fresh::Fresh;
pub use inset::Insets;
pub use pulse::Pulse;
pub use services::Portal;

use crate::environments::MatrixCache;
use domain::ids::ActorId;
use domain::people::Actor;
use domain::template::Lang;
use domain::{ErrorCode, PortalError};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who is signed in; `None`: nobody.
#[derive(Clone, Debug, Default)]
pub struct SignedIn(pub Option<Actor>);

/// The language of this visit.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestLocale {
    pub lang: Lang,
}

/// The colours that the visitor chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the operating system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// Reads the cookie's value; anything unknown is the system's choice.
    pub fn from_cookie(value: &str) -> Self {
        match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }

    /// The value of `data-theme`; `None` leaves it to the system.
    pub fn as_attribute(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// The id under which the server's records know this visit; error pages show it.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// What is the same for every visit.
#[derive(Clone, Debug, Default)]
pub struct Site {
    assets: Arc<BTreeMap<String, String>>,
    /// Whether people may sign in as somebody of the sandbox.
    pub sandbox: bool,
    /// Tells when what was worked out for a page is no longer true.
    pub pulse: Pulse,
    /// Rendered windows of the matrix.
    pub matrices: MatrixCache,
    inboxes: Fresh<ActorId, usize>,
    unread: Fresh<ActorId, Unread>,
}

/// How many notifications somebody has not seen, as of a place in the stream of changes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unread {
    pub count: u32,
    pub since: i64,
}

impl Site {
    /// `assets` is the build's manifest: `app.js` → `/assets/app.1e53112c94016281.js`.
    pub fn new(assets: BTreeMap<String, String>, sandbox: bool) -> Self {
        Site { assets: Arc::new(assets), sandbox, ..Site::default() }
    }

    /// How many requests, rollouts and reviews wait for this person; 0 when that cannot be found out.
    pub async fn waiting(&self, portal: &Portal, actor: &Actor) -> usize {
        let beat = self.pulse.beat(portal);
        if let Some(count) = self.inboxes.get(&actor.id, beat) {
            return count;
        }
        let (requests, rollouts, reviews) =
            tokio::join!(portal.inbox(actor), portal.rollout_inbox(actor), portal.review_inbox(actor));
        let rollouts = rollouts.map_or(0, |rows| rows.len()) + reviews.map_or(0, |rows| rows.len());
        let count = requests.map_or(0, |rows| rows.len()) + rollouts;
        self.inboxes.put(actor.id.clone(), beat, count);
        count
    }

    /// What this person has not seen; nothing when that cannot be found out.
    pub async fn unread(&self, portal: &Portal, actor: &Actor) -> Unread {
        let beat = self.pulse.beat(portal);
        if let Some(unread) = self.unread.get(&actor.id, beat) {
            return unread;
        }
        // The place first: what comes between the two is counted again by whoever watches.
        let since = portal.live_head().await.unwrap_or_default();
        let count = portal.unread_notifications(actor).await.unwrap_or_default();
        let unread = Unread { count, since };
        self.unread.put(actor.id.clone(), beat, unread);
        unread
    }

    /// The address of a built file; `None` when the build did not make it.
    pub fn asset(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(String::as_str)
    }
}

/// The facade to everything; an error when the server forgot to provide it.
pub fn portal() -> Result<Portal, PortalError> {
    use_context().ok_or_else(|| PortalError::internal("no portal in the context of this visit"))
}

/// What people call a region; its code when the configuration does not know it.
pub fn region(lang: Lang, name: &domain::names::RegionName) -> String {
    let title =
        portal().ok().and_then(|portal| portal.rules().region(name).map(|region| region.title.clone()));
    crate::i18n::names::region(lang, name, title.as_deref().unwrap_or(name.as_str()))
}

/// A moment on a region's own clocks.
pub use services::region_time;

/// Who is signed in, or the refusal that pages answer with the way to the sign-in.
pub fn actor() -> Result<Actor, PortalError> {
    signed_in().ok_or_else(|| {
        PortalError::new(ErrorCode::Unauthenticated, "Your session has ended. Sign in again to go on.")
    })
}

pub fn signed_in() -> Option<Actor> {
    use_context::<SignedIn>().and_then(|signed_in| signed_in.0)
}

pub fn lang() -> Lang {
    use_context::<RequestLocale>().unwrap_or_default().lang
}

pub fn theme() -> Theme {
    use_context().unwrap_or_default()
}

pub fn site() -> Site {
    use_context().unwrap_or_default()
}

/// Puts large, finished HTML into the page, as `inner_html`. See [`Insets`].
pub fn inset(html: axum::body::Bytes) -> String {
    match use_context::<Insets>() {
        Some(insets) => insets.put(html),
        None => String::from_utf8_lossy(&html).into_owned(),
    }
}

pub fn request_id() -> Option<String> {
    use_context::<RequestId>().map(|id| id.0.to_string())
}

/// The head of the HTTP request that is answered.
fn parts() -> Option<axum::http::request::Parts> {
    use_context()
}

/// Path and query as they were asked for: `/environments?stage=prod`.
pub fn here() -> String {
    parts().map_or_else(
        || "/".to_owned(),
        |parts| parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
    )
}

/// The portal's address as the browser knows it: `http://127.0.0.1:3000`.
pub fn origin() -> String {
    let header = |name: &str| Some(parts()?.headers.get(name)?.to_str().ok()?.to_owned());
    let scheme = header("x-forwarded-proto").unwrap_or_else(|| "http".to_owned());
    let host = header("host").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    format!("{scheme}://{host}")
}

/// The query as typed fields; a query that does not fit counts as an empty one.
pub fn query<T: serde::de::DeserializeOwned + Default>() -> T {
    let read = |parts: axum::http::request::Parts| {
        axum::extract::Query::<T>::try_from_uri(&parts.uri).map(|query| query.0).unwrap_or_default()
    };
    parts().map(read).unwrap_or_default()
}

/// A parameter of the route, decoded; empty when the route has none of that name.
pub fn path_parameter(name: &str) -> String {
    let read = |map: leptos_router::params::ParamsMap| map.get(name).unwrap_or_default();
    leptos_router::hooks::use_params_map().try_with_untracked(|map| read(map.clone())).unwrap_or_default()
}

/// What the browser has under this name.
pub fn cookie(name: &str) -> Option<String> {
    let parts = parts()?;
    let sent = parts.headers.get_all(axum::http::header::COOKIE).iter();
    let mut pairs = sent.filter_map(|value| value.to_str().ok()).flat_map(|text| text.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

/// Sends a whole `Set-Cookie` header; one that is no header is left out.
pub fn set_cookie(cookie: &str) {
    let response = use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(cookie)) = (response, axum::http::HeaderValue::from_str(cookie)) {
        response.append_header(axum::http::header::SET_COOKIE, cookie);
    }
}

pub fn set_status(status: u16) {
    let response = use_context::<leptos_axum::ResponseOptions>();
    if let (Some(response), Ok(status)) = (response, axum::http::StatusCode::from_u16(status)) {
        response.set_status(status);
    }
}

/// Sends the browser from this page to another one of ours, whatever it accepts.
pub fn redirect(there: &str) {
    leptos_axum::redirect(there);
    set_status(axum::http::StatusCode::FOUND.as_u16());
}

/// Plain forms are answered by a redirect, which a status of its own would break.
pub fn set_status_for_scripts(status: u16) {
    if !from_form() {
        set_status(status);
    }
}

/// Whether a browser sent this by itself, and wants a page for an answer.
pub fn from_form() -> bool {
    let accept = parts().and_then(|parts| parts.headers.get(axum::http::header::ACCEPT).cloned());
    accept.is_some_and(|value| value.to_str().is_ok_and(|text| text.contains("text/html")))
}

/// Leaves what must not reach people in the server's records.
pub fn report(error: &PortalError) {
    let cause = error.cause.as_deref().unwrap_or_default();
    match error.code {
        ErrorCode::Internal | ErrorCode::Unavailable => {
            tracing::error!(code = error.code.as_str(), cause, "{}", error.message);
        }
        _ => tracing::debug!(code = error.code.as_str(), cause, "{}", error.message),
    }
}

use super::api;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::shutdown::Shutdown;
use app::ssr::Site;
use axum::body::Bytes;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use services::Portal;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    shared: Arc<Shared>,
    /// Made when somebody first asks for it.
    openapi: Arc<OnceLock<Bytes>>,
}

/// See [`AppState`].
pub struct Shared {
    pub portal: Portal,
    pub live: Live,
    pub metrics: Arc<Metrics>,
    pub shutdown: Shutdown,
    /// Assets of the build, and whether this is a sandbox.
    pub site: Site,
    /// Without a slash at the end.
    pub public_url: String,
    /// Signs GitHub's webhooks; without it none are taken.
    pub webhook_secret: Option<String>,
    /// Cookies insist on TLS.
    pub secure: bool,
}

impl AppState {
    pub fn new(shared: Shared) -> Self {
        AppState { shared: Arc::new(shared), openapi: Arc::default() }
    }

    /// The API's description.
    pub fn openapi(&self) -> Bytes {
        self.openapi.get_or_init(api::document).clone()
    }
}

impl Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.shared
    }
}

/// Leptos asks for its options, although pages take their assets from the build's manifest.
impl FromRef<AppState> for LeptosOptions {
    fn from_ref(_: &AppState) -> Self {
        LeptosOptions::builder().output_name("app").build()
    }
}

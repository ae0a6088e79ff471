use crate::github::guard::ENTERPRISE;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::sync::Arc;

/// Where things are: addresses in an answer are those of the API that was asked.
#[derive(Clone, Debug)]
pub struct Links {
    /// Of the API.
    pub api: String,
    /// Of the pages for people.
    pub web: String,
}

impl Links {
    pub fn new(base: &str, enterprise: bool) -> Self {
        let api = if enterprise { format!("{base}{ENTERPRISE}") } else { base.to_owned() };
        Links { api, web: base.to_owned() }
    }

    pub fn repository(&self, full_name: &str) -> String {
        format!("{}/repos/{full_name}", self.api)
    }

    pub fn run(&self, full_name: &str, id: u64) -> String {
        format!("{}/repos/{full_name}/actions/runs/{id}", self.api)
    }

    /// A run's page.
    pub fn page(&self, full_name: &str, id: u64) -> String {
        format!("{}/{full_name}/actions/runs/{id}", self.web)
    }
}

impl FromRequestParts<Arc<crate::github::world::World>> for Links {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        world: &Arc<crate::github::world::World>,
    ) -> Result<Self, Infallible> {
        let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
        Ok(Links::new(&world.base, path.starts_with(ENTERPRISE)))
    }
}

//! What services promise, as the catalogue knows it: measuring must not ask GitHub.

use crate::Portal;
use domain::declared::Declaration;
use domain::health::incident::Ties;
use domain::names::{ServiceName, TeamName};
use domain::{PortalError, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};

/// How long what was read counts as new.
const FRESH_MILLIS: i64 = 30_000;

/// The declarations that were last read.
#[derive(Default)]
pub(crate) struct KnownPromises(Mutex<Option<(Timestamp, Arc<Vec<Declaration>>)>>);

impl KnownPromises {
    fn get(&self, now: Timestamp) -> Option<Arc<Vec<Declaration>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(at, _)| now.since(*at) < FRESH_MILLIS).map(|(_, all)| Arc::clone(all))
    }

    fn put(&self, at: Timestamp, all: &Arc<Vec<Declaration>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, Arc::clone(all)));
    }
}

impl Portal {
    /// All services that the catalogue knows a declaration of.
    pub(crate) async fn promises(&self) -> Result<Arc<Vec<Declaration>>, PortalError> {
        let now = self.now();
        if let Some(known) = self.promises.get(now) {
            return Ok(known);
        }
        let mut found = Vec::new();
        for watched in self.watched().await.iter() {
            let record = self.store.catalog_repository(&watched.repository).await?;
            found.extend(record.and_then(|record| record.value.declaration));
        }
        let found = Arc::new(found);
        self.promises.put(now, &found);
        Ok(found)
    }

    /// Which service depends on which.
    pub(crate) async fn ties(&self) -> Result<Ties, PortalError> {
        let promises = self.promises().await?;
        let edges = promises.iter().flat_map(|declaration| {
            let services = declaration.dependencies().into_iter().filter(|to| to.is("Component"));
            let named = services.filter_map(|to| ServiceName::parse(&to.name).ok());
            named.map(|to| (declaration.service.clone(), to))
        });
        Ok(Ties::of(edges))
    }

    /// Whose service it is; `None`: nobody has heard of it.
    pub(crate) async fn owners(&self, service: &ServiceName) -> Result<Option<TeamName>, PortalError> {
        let promises = self.promises().await?;
        if let Some(declaration) = promises.iter().find(|declaration| &declaration.service == service) {
            return Ok(Some(declaration.team.clone()));
        }
        self.team_of(service).await
    }
}

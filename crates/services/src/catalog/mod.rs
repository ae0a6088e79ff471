//! The catalogue of services: what their repositories say, kept so that it is there when they cannot be asked.

mod look;
mod owner;
mod pattern;
mod view;
mod watched;

pub use pattern::{BadPattern, RepositoryPattern};
pub(crate) use watched::{KnownRepositories, Standing, Watched, standing};

use crate::Portal;
use crate::ports::{JobKind, NewJob, ServiceFacets, ServiceFilter};
use domain::ids::JobId;
use domain::names::TeamName;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, permit};
use domain::view::{Listing, ServiceRow, ServiceView};
use domain::{PortalError, Timestamp};

impl Portal {
    /// By name.
    pub async fn catalog(
        &self,
        actor: &Actor,
        filter: &ServiceFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<ServiceRow>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.catalog_services(filter, after, limit).await?)
    }

    /// What the list can be narrowed down to.
    pub async fn catalog_facets(&self, actor: &Actor) -> Result<ServiceFacets, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.catalog_facets().await?)
    }

    /// One service with everything about it.
    pub async fn catalog_service(&self, actor: &Actor, name: &str) -> Result<ServiceView, PortalError> {
        permit(actor, Action::View, None)?;
        self.service_view(actor, name).await
    }

    /// Has the service's repository read again, soon.
    pub async fn refresh_service(&self, actor: &Actor, name: &str) -> Result<ServiceView, PortalError> {
        let view = self.catalog_service(actor, name).await?;
        may_refresh(actor, view.team.as_ref())?;
        let missing =
            || PortalError::conflict(format!("No repository speaks of {name}; there is nothing to read."));
        let source = view.source.as_ref().ok_or_else(missing)?;
        self.store.enqueue(vec![self.read_job(&source.repository, self.now())]).await?;
        Ok(view)
    }

    /// What follows when something was pushed to a repository. Those that are not in the catalogue lead to nothing.
    pub(crate) async fn read_after_push(&self, repository: &str) -> Option<NewJob> {
        let watched = self.watched().await;
        let known = watched.iter().find(|it| !it.vanished && it.repository.eq_ignore_ascii_case(repository));
        known.map(|known| self.read_job(&known.repository, self.now()))
    }

    pub(crate) fn read_job(&self, repository: &str, run_at: Timestamp) -> NewJob {
        let name = format!("catalog:{repository}");
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::ReadRepository { repository: repository.to_owned() },
            lane: name.clone(),
            pool: "catalog".to_owned(),
            unique_key: Some(name),
            run_at,
        }
    }

    /// The one job that has all repositories read from time to time, for all replicas.
    pub(crate) fn catalog_job(&self) -> NewJob {
        let name = "catalog".to_owned();
        NewJob {
            id: JobId::from_unique(&self.ids.unique()),
            kind: JobKind::ReadCatalog,
            lane: name.clone(),
            pool: name.clone(),
            unique_key: Some(name),
            run_at: self.now(),
        }
    }
}

/// Whoever works for the service's team; for a service without one, for any team.
fn may_refresh(actor: &Actor, team: Option<&TeamName>) -> Result<Permit, Denied> {
    permit(actor, Action::Retry, team.or(actor.home_team()))
}

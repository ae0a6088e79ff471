//! Services as their repositories declare them, read again when they may have changed.

mod actions;
mod document;
mod metrics;
mod objectives;
mod probes;
mod read;
mod rotation;
pub(crate) mod strategy;

pub(crate) use rotation::rotation;
pub(crate) use strategy::DEPLOY;

use crate::Portal;
use crate::ports::PipelineError;
use domain::declared::Declaration;
use domain::names::ServiceName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::{PortalError, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The file in which a repository tells Slipway about its service.
pub const FILE: &str = "slipway.yaml";
/// How long what was read counts as new.
const FRESH_MILLIS: i64 = 30_000;

/// What a repository said when it was last asked.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    pub repository: String,
    /// `None` when it never could be read.
    pub declaration: Option<Arc<Declaration>>,
    /// Why it cannot be read now; what was read before still holds.
    pub problem: Option<String>,
    at: Timestamp,
}

/// All repositories that the configuration names.
#[derive(Default)]
pub(crate) struct Declarations(Mutex<HashMap<String, Declared>>);

impl Portal {
    /// Every service whose repository could be read, with what is wrong with the others.
    pub async fn declared(&self, actor: &Actor) -> Result<(Vec<Arc<Declaration>>, Vec<String>), PortalError> {
        permit(actor, Action::View, None)?;
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for declared in self.declarations().await {
            good.extend(declared.declaration);
            bad.extend(declared.problem.map(|why| format!("{}: {why}", declared.repository)));
        }
        good.sort_by(|a, b| a.service.as_str().cmp(b.service.as_str()));
        Ok((good, bad))
    }

    /// One service, or a refusal that says where it would have to be declared.
    pub(crate) async fn declaration(&self, service: &ServiceName) -> Result<Arc<Declaration>, PortalError> {
        let all = self.declarations().await;
        let found = all.iter().filter_map(|declared| declared.declaration.as_ref());
        let mut found = found.filter(|declaration| &declaration.service == service);
        if let Some(declaration) = found.next() {
            if found.next().is_some() {
                let why =
                    format!("Two repositories declare the service {service}; one of them has to give way.");
                return Err(PortalError::conflict(why));
            }
            return Ok(declaration.clone());
        }
        Err(undeclared(service, &all))
    }

    pub(crate) async fn declarations(&self) -> Vec<Declared> {
        let repositories = self.settings.repositories.clone();
        let asked = repositories.into_iter().map(|repository| self.declared_in(repository));
        futures::future::join_all(asked).await
    }

    pub(crate) async fn declared_in(&self, repository: String) -> Declared {
        let now = self.now();
        let known = self.declarations.get(&repository);
        if let Some(known) = known.as_ref().filter(|known| now.since(known.at) < FRESH_MILLIS) {
            return known.clone();
        }
        let before = known.and_then(|known| known.declaration);
        let read = self.read_declaration(&repository).await;
        let (declaration, problem) = match read {
            Ok(declaration) => (Some(Arc::new(declaration)), None),
            Err(problem) => {
                let kept = if before.is_some() { before } else { self.kept_declaration(&repository).await };
                (kept, Some(problem))
            }
        };
        let declared = Declared { repository, declaration, problem, at: now };
        self.declarations.put(declared.clone());
        declared
    }

    /// What the catalogue knows from before this portal's start.
    async fn kept_declaration(&self, repository: &str) -> Option<Arc<Declaration>> {
        let found = self.store.catalog_repository(repository).await.ok()??;
        found.value.declaration.map(Arc::new)
    }

    async fn read_declaration(&self, repository: &str) -> Result<Declaration, String> {
        let text = self.pipelines.file(repository, FILE, "HEAD").await.map_err(|error| error.to_string())?;
        let text = text.ok_or_else(|| PipelineError::NotFound(FILE.to_owned()).to_string())?;
        read_text(repository, &text)
    }
}

/// What the text of a repository's `slipway.yaml` says.
pub(crate) fn read_text(repository: &str, text: &str) -> Result<Declaration, String> {
    read::declaration(repository, text)
}

/// Nobody declares it, or those who may cannot be asked now.
fn undeclared(service: &ServiceName, all: &[Declared]) -> PortalError {
    let unread = all.iter().filter(|declared| declared.declaration.is_none());
    let problems: Vec<String> = unread
        .filter_map(|declared| Some(format!("{}: {}", declared.repository, declared.problem.as_ref()?)))
        .collect();
    if problems.is_empty() {
        return PortalError::not_found(format!("{FILE} of the service {service}"));
    }
    let why = problems.join("; ");
    PortalError::unavailable(format!(
        "No {FILE} that could be read declares the service {service}. Some could not be read: {why}."
    ))
    .because(why)
}

impl Declarations {
    fn get(&self, repository: &str) -> Option<Declared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(repository).cloned()
    }

    fn put(&self, declared: Declared) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(declared.repository.clone(), declared);
    }
}

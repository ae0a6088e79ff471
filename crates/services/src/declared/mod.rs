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
use crate::catalog::Watched;
use crate::ports::PipelineError;
use domain::catalog::FileProblem;
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
        let declares = |declared: &&Declared| {
            declared.declaration.as_ref().is_some_and(|declaration| &declaration.service == service)
        };
        let found: Vec<&Declared> = all.iter().filter(declares).collect();
        match found[..] {
            [] => Err(undeclared(service, &all)),
            [only] => {
                let newest = self.newest(only).await.filter(|declaration| &declaration.service == service);
                newest.ok_or_else(|| undeclared(service, &all))
            }
            _ => Err(PortalError::conflict(format!(
                "Two repositories declare the service {service}; one of them has to give way."
            ))),
        }
    }

    /// Of a repository that a pattern has found, what the catalogue knows may be minutes old.
    async fn newest(&self, known: &Declared) -> Option<Arc<Declaration>> {
        let watched = self.watched().await;
        let found = watched.iter().find(|it| it.found && it.repository == known.repository);
        match found {
            Some(found) => self.declared_in(found).await.declaration,
            None => known.declaration.clone(),
        }
    }

    /// What all repositories say. Those that patterns have found are many, and most declare nothing: of them the catalogue
    /// is asked.
    pub(crate) async fn declarations(&self) -> Vec<Declared> {
        let watched = self.watched().await;
        let asked = watched.iter().map(async |watched| match watched.found {
            true => self.declared_of_record(watched).await,
            false => Some(self.declared_in(watched).await),
        });
        futures::future::join_all(asked).await.into_iter().flatten().collect()
    }

    /// `None`: it declares no service, and nothing keeps it from being read.
    async fn declared_of_record(&self, watched: &Watched) -> Option<Declared> {
        let record = self.store.catalog_repository(&watched.repository).await.ok()??.value;
        let about = |problem: &FileProblem| problem.file.as_deref().is_none_or(|file| file == FILE);
        let problem = record.problems.iter().find(|problem| about(problem)).map(|it| it.message.clone());
        let declaration = record.declaration.map(Arc::new);
        let speaks = declaration.is_some() || problem.is_some();
        let declared = Declared { repository: record.repository, declaration, problem, at: self.now() };
        speaks.then_some(declared)
    }

    pub(crate) async fn declared_in(&self, watched: &Watched) -> Declared {
        let (now, repository) = (self.now(), watched.repository.clone());
        let known = self.declarations.get(&repository);
        if let Some(known) = known.as_ref().filter(|known| now.since(known.at) < FRESH_MILLIS) {
            return known.clone();
        }
        let before = known.and_then(|known| known.declaration);
        let read = match watched.vanished {
            true => Err("it is not on GitHub any more".to_owned()),
            false => self.read_declaration(&repository).await,
        };
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

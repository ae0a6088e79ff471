//! Repositories with their workflows, and the newest runs of all of them.

use super::refused_by;
use crate::Portal;
use crate::declared::{DEPLOY, Declared, FILE};
use crate::ports::PipelineError;
use domain::declared::Declaration;
use domain::people::Actor;
use domain::permission::{Action, Reason, permit};
use domain::pipeline::{Launch, LaunchState, Run, WorkflowFile};
use domain::view::{
    ActionView, Allowed, PipelineFilter, PipelineRepository, PipelinesView, RepositoryOwner, RunRow,
    WorkflowCard,
};
use domain::{ErrorCode, PortalError};
use futures::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Repositories asked about at once.
const AT_ONCE: usize = 8;
/// A page does not wait longer for one of them.
const PATIENCE: Duration = Duration::from_secs(6);
/// Nor does somebody who types.
const SOON: Duration = Duration::from_secs(1);
/// Runs that are shown.
const RUNS: usize = 50;
/// Newest launches that are looked through.
const LAUNCHES: u32 = 200;
/// How long a start that came to nothing is told of.
const TOLD_MILLIS: i64 = 24 * 3_600_000;

impl Portal {
    /// The repositories that the filter lets through, with what the person may start there, and their newest runs.
    pub async fn pipelines(
        &self,
        actor: &Actor,
        filter: &PipelineFilter,
    ) -> Result<PipelinesView, PortalError> {
        permit(actor, Action::View, None)?;
        let declared = self.declarations().await.into_iter().filter(|declared| {
            let service = declared.declaration.as_ref().map(|declaration| &declaration.service);
            filter.has_repository(&declared.repository) && filter.has_service(service)
        });
        let looks = declared.map(|declared| self.look_at_repository(actor, declared));
        let looks: Vec<_> = futures::stream::iter(looks).buffered(AT_ONCE).collect().await;
        let launches = self.store.launches(None, LAUNCHES).await?;
        let by_run = launched_by(&launches);
        let (mut repositories, mut runs) = (Vec::new(), Vec::new());
        for (repository, found) in looks {
            let row = |run: Run| RunRow {
                launched_by: by_run.get(&(repository.repository.to_lowercase(), run.id.clone())).cloned(),
                repository: repository.repository.clone(),
                owner: repository.owner.clone(),
                run,
            };
            runs.extend(found.into_iter().filter(|run| filter.wants(&run.state)).map(row));
            repositories.push(repository);
        }
        runs.sort_by_key(|row| std::cmp::Reverse(row.run.created_at));
        runs.truncate(RUNS);
        let shown = |launch: &Launch| {
            repositories.iter().any(|it| it.repository.eq_ignore_ascii_case(&launch.workflow.repository))
        };
        let launches = launches.into_iter().filter(|launch| self.worth_telling(launch) && shown(launch));
        Ok(PipelinesView { launches: launches.collect(), repositories, runs })
    }

    /// Everything that a person may start, as far as GitHub tells soon enough for somebody who types.
    pub async fn startable(&self, actor: &Actor) -> Result<Startable, PortalError> {
        let (declared, _) = self.declared(actor).await?;
        let asked = declared.into_iter().map(|declaration| self.known_soon(declaration));
        let asked: Vec<_> = futures::stream::iter(asked).buffered(AT_ONCE).collect().await;
        let mut startable = Startable::default();
        for (declaration, workflows) in asked {
            let actions =
                self.actions_of(actor, &declaration).into_iter().filter(|action| action.may.allowed);
            startable.actions.extend(actions);
            let may = |workflow: &&WorkflowFile| may_launch(actor, &declaration, workflow).allowed;
            let named = |workflow: &WorkflowFile| (declaration.repository.clone(), workflow.clone());
            startable.workflows.extend(workflows.iter().filter(may).map(named));
        }
        Ok(startable)
    }

    async fn known_soon(&self, declaration: Arc<Declaration>) -> (Arc<Declaration>, Arc<Vec<WorkflowFile>>) {
        let workflows = self.workflows_of(&declaration.repository, &declaration.reference);
        let workflows = within(SOON, workflows).await.unwrap_or_default();
        (declaration, workflows)
    }

    /// The workflows of one repository that people can start.
    pub async fn repository_workflows(
        &self,
        actor: &Actor,
        repository: &str,
    ) -> Result<Vec<WorkflowCard>, PortalError> {
        permit(actor, Action::View, None)?;
        let declaration = self.declared_repository(repository).await?;
        let workflows = in_time(self.workflows_of(&declaration.repository, &declaration.reference)).await;
        let workflows = workflows.map_err(refused_by)?;
        let card = |workflow: &WorkflowFile| WorkflowCard {
            may: may_launch(actor, &declaration, workflow),
            workflow: workflow.clone(),
        };
        Ok(workflows.iter().map(card).collect())
    }

    /// The newest runs of one repository, or of one of its workflow files.
    pub async fn repository_runs(
        &self,
        actor: &Actor,
        repository: &str,
        file: Option<&str>,
        status: Option<&str>,
    ) -> Result<Vec<RunRow>, PortalError> {
        permit(actor, Action::View, None)?;
        let declaration = self.declared_repository(repository).await?;
        let repository = &declaration.repository;
        let runs = in_time(self.pipelines.runs(repository, file)).await.map_err(refused_by)?;
        let by_run = launched_by(&self.store.launches(Some(repository), LAUNCHES).await?);
        let filter = PipelineFilter { status: status.map(str::to_owned), ..PipelineFilter::default() };
        let rows = runs.into_iter().filter(|run| filter.wants(&run.state)).map(|run| RunRow {
            launched_by: by_run.get(&(repository.to_lowercase(), run.id.clone())).cloned(),
            repository: repository.clone(),
            owner: Some(owner(&declaration)),
            run,
        });
        Ok(rows.collect())
    }

    /// What has no run to look at: it waits, or came to nothing a short while ago.
    fn worth_telling(&self, launch: &Launch) -> bool {
        match &launch.state {
            LaunchState::Pending | LaunchState::Sending { .. } => true,
            LaunchState::Refused { at, .. } | LaunchState::Lost { at, .. } => {
                self.now().since(*at) < TOLD_MILLIS
            }
            LaunchState::Started { .. } => false,
        }
    }

    /// One repository, as far as GitHub tells. What cannot be read is a problem of it alone.
    async fn look_at_repository(&self, actor: &Actor, declared: Declared) -> (PipelineRepository, Vec<Run>) {
        let mut problems: Vec<String> = declared.problem.into_iter().collect();
        let declaration = declared.declaration.as_deref();
        let reference = declaration.map_or("HEAD", |declaration| &declaration.reference).to_owned();
        let workflows = in_time(self.workflows_of(&declared.repository, &reference));
        let runs = in_time(self.pipelines.runs(&declared.repository, None));
        let (workflows, runs) = tokio::join!(workflows, runs);
        let mut told = |error: PipelineError| {
            let why = refused_by(error).message;
            if !problems.contains(&why) {
                problems.push(why);
            }
        };
        let workflows = workflows.unwrap_or_else(|error| {
            told(error);
            Arc::default()
        });
        let runs = runs.unwrap_or_else(|error| {
            told(error);
            Vec::new()
        });
        let cards = workflows.iter().map(|workflow| WorkflowCard {
            may: declaration.map_or_else(
                || Allowed::no("its slipway.yaml cannot be read, so that nobody owns it"),
                |declaration| may_launch(actor, declaration, workflow),
            ),
            workflow: workflow.clone(),
        });
        let repository = PipelineRepository {
            workflows: cards.collect(),
            actions: declaration.map(|it| self.actions_of(actor, it)).unwrap_or_default(),
            owner: declaration.map(owner),
            repository: declared.repository,
            problems,
        };
        (repository, runs)
    }

    /// The workflows of a repository that people can start, as GitHub told them a moment ago.
    pub(super) async fn workflows_of(
        &self,
        repository: &str,
        reference: &str,
    ) -> Result<Arc<Vec<WorkflowFile>>, PipelineError> {
        let now = self.now();
        if let Some(workflows) = self.known.workflows(repository, reference, now) {
            return Ok(workflows);
        }
        let workflows = Arc::new(self.pipelines.workflows(repository, reference).await?);
        self.known.keep_workflows(repository, reference, now, &workflows);
        Ok(workflows)
    }

    /// The declaration of a repository that the configuration names.
    pub(crate) async fn declared_repository(
        &self,
        repository: &str,
    ) -> Result<Arc<Declaration>, PortalError> {
        let watched = self.watched().await;
        let named = watched.iter().find(|it| it.repository.eq_ignore_ascii_case(repository));
        let Some(named) = named else {
            let message = format!(
                "There is no repository {repository} that Slipway knows; its configuration names those that it does."
            );
            return Err(PortalError::new(ErrorCode::NotFound, message));
        };
        let declared = self.declared_in(named).await;
        declared.declaration.ok_or_else(|| {
            let why = declared.problem.unwrap_or_else(|| format!("it has no {FILE}"));
            let message = format!("{} cannot be used: {why}.", named.repository);
            PortalError::unavailable(message).because(why)
        })
    }
}

/// What a person may start.
#[derive(Clone, Debug, Default)]
pub struct Startable {
    /// With their repositories.
    pub workflows: Vec<(String, WorkflowFile)>,
    pub actions: Vec<ActionView>,
}

/// Whose it is, for people.
pub(super) fn owner(declaration: &Declaration) -> RepositoryOwner {
    RepositoryOwner {
        service: declaration.service.clone(),
        team: declaration.team.clone(),
        reference: declaration.reference.clone(),
    }
}

/// Whether a person may start a workflow by hand.
pub(super) fn may_launch(actor: &Actor, declaration: &Declaration, workflow: &WorkflowFile) -> Allowed {
    if let Some(why) = reserved(declaration, &workflow.file) {
        return Allowed::because(why);
    }
    if workflow.disabled {
        return Allowed::because(Reason::WorkflowDisabled);
    }
    Allowed::by_right(permit(actor, Action::RunPipeline, Some(&declaration.team)))
}

/// Why nobody starts this workflow by hand: that would go around gates, or around limits.
pub(super) fn reserved(declaration: &Declaration, file: &str) -> Option<Reason> {
    if declaration.workflows.get(DEPLOY).is_some_and(|deploy| deploy == file) {
        return Some(Reason::ByRollout);
    }
    let guarded = declaration.actions.iter().find(|(_, action)| action.workflow == file);
    guarded.map(|(name, _)| Reason::Guarded { action: name.clone() })
}

/// `(repository in lower case, run)` → who started it.
fn launched_by(launches: &[Launch]) -> BTreeMap<(String, String), String> {
    let started = launches.iter().filter_map(|launch| {
        let repository = launch.workflow.repository.to_lowercase();
        Some(((repository, launch.run()?.id.clone()), launch.by_name.clone()))
    });
    started.collect()
}

pub(crate) async fn in_time<T>(
    answer: impl Future<Output = Result<T, PipelineError>>,
) -> Result<T, PipelineError> {
    within(PATIENCE, answer).await
}

async fn within<T>(
    patience: Duration,
    answer: impl Future<Output = Result<T, PipelineError>>,
) -> Result<T, PipelineError> {
    let late = || Err(PipelineError::Unclear(format!("nothing within {} s", patience.as_secs())));
    tokio::time::timeout(patience, answer).await.unwrap_or_else(|_| late())
}

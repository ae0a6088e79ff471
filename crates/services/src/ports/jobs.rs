use domain::Timestamp;
use domain::health::incident::Witness;
use domain::health::{HealthReason, Placement, Severity};
use domain::ids::{DeliveryId, EnvironmentId, IncidentId, JobId, LaunchId, RequestId, RolloutId};
use domain::names::{RegionName, ServiceName, StageName};
use domain::notification::Notice;
use domain::request::TargetKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a worker can be asked to do. Small and serialisable; the list is the whole of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Make a target's change set and read its plan.
    Plan { request: RequestId, target: TargetKey, attempt: u32 },
    /// Execute a target's change set, or start its deletion.
    Apply { request: RequestId, target: TargetKey, attempt: u32 },
    /// Undo an apply that is under way.
    Stop { request: RequestId, target: TargetKey, attempt: u32 },
    /// Remove what a target had prepared.
    Discard { request: RequestId, target: TargetKey, attempt: u32 },
    /// Watch all stacks under way in one region of one stage's account.
    Poll { stage: StageName, region: RegionName },
    /// Compare an environment with what was applied.
    Drift(DriftCheck),
    /// Look at what a rollout waits for, and let it go on.
    Look { rollout: RolloutId },
    /// Take up the environments that a rollout is to change, now that its turn has come.
    TakeUp { rollout: RolloutId },
    /// Tell the request that a rollout carries what the rollout wants of it.
    Carry { rollout: RolloutId },
    /// Let the rollouts that wait in a service's and stage's queue look again.
    Wake { service: ServiceName, stage: StageName },
    /// See to it that a rollout's artifact is in a region's store.
    Replicate { rollout: RolloutId, region: RegionName },
    /// Start a region's workflow once, and follow its run.
    Deploy(LaneRef),
    /// Look at a region's health after its deployment.
    Verify(LaneRef),
    /// Stop a region's run.
    CancelRun(LaneRef),
    /// Answer GitHub, which holds a run's deployment until the portal's rule lets it pass.
    AnswerRule(RuleAsked),
    /// Take regions back to what ran there before.
    RollBack { rollout: RolloutId, regions: BTreeSet<RegionName> },
    /// Read the configured calendars again.
    Calendars,
    /// Read what a repository says of its services.
    ReadRepository { repository: String },
    /// See to it that all repositories of the catalogue are read.
    ReadCatalog,
    /// Start a workflow that a person asked for, once.
    Launch { launch: LaunchId },
    /// Find out who is concerned by something, and tell them.
    Notify { notice: Box<Notice> },
    /// Send a notice to one recipient.
    Deliver { delivery: DeliveryId },
    /// Remind of what still waits for a decision that was wanted at that time.
    Remind { notice: Box<Notice> },
    /// Probe services and judge how they are, for a term.
    Probe,
    /// Ask how the services of a region have been since the last time.
    Collect { stage: StageName, region: RegionName },
    /// Forget samples that are older than they are kept.
    ThinSamples,
    /// See what it means that a placement is unwell, or well again.
    Assess(Box<Assessed>),
    /// Call whoever is next on call for an incident that nobody has acknowledged.
    CallNext { incident: IncidentId },
    /// End an incident that has stayed quiet, or open one anew that was resolved too early.
    EndQuiet { incident: IncidentId },
    /// Forget what is old.
    Tidy,
}

/// What somebody found of a placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    pub placement: Placement,
    pub witness: Witness,
    /// `None`: it is well.
    pub unwell: Option<(Severity, HealthReason)>,
    pub at: Timestamp,
}

/// One deployment of one region of a rollout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneRef {
    pub rollout: RolloutId,
    pub region: RegionName,
    pub attempt: u32,
}

/// A deployment that GitHub holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleAsked {
    /// `owner/name`.
    pub repository: String,
    /// As GitHub names the run.
    pub run: String,
    pub environment: String,
}

/// One check for drift, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftCheck {
    pub environment: EnvironmentId,
    /// Tells this check from others of the same environment.
    pub asked_at: Timestamp,
    /// The cloud's id of the comparison, once it is under way.
    pub detection: Option<String>,
}

impl LaneRef {
    /// What tells this deployment from every other, towards the CI backend.
    pub fn dispatch_id(&self) -> String {
        format!("{}.{}.{}", self.rollout, self.region, self.attempt)
    }

    /// The deployment that an id stands for.
    pub fn parse(dispatch_id: &str) -> Option<Self> {
        let (rest, attempt) = dispatch_id.rsplit_once('.')?;
        let (rollout, region) = rest.split_once('.')?;
        rollout.strip_prefix(RolloutId::PREFIX)?.strip_prefix('_')?;
        Some(LaneRef {
            rollout: RolloutId(rollout.to_owned()),
            region: RegionName::parse(region).ok()?,
            attempt: attempt.parse().ok()?,
        })
    }
}

impl JobKind {
    /// Stable name for metrics and logs.
    pub fn name(&self) -> &'static str {
        match self {
            JobKind::Plan { .. } => "plan",
            JobKind::Apply { .. } => "apply",
            JobKind::Stop { .. } => "stop",
            JobKind::Discard { .. } => "discard",
            JobKind::Poll { .. } => "poll",
            JobKind::Drift(_) => "drift",
            JobKind::Look { .. } => "look",
            JobKind::TakeUp { .. } => "take_up",
            JobKind::Carry { .. } => "carry",
            JobKind::Wake { .. } => "wake",
            JobKind::Replicate { .. } => "replicate",
            JobKind::Deploy(_) => "deploy",
            JobKind::Verify(_) => "verify",
            JobKind::CancelRun(_) => "cancel_run",
            JobKind::AnswerRule(_) => "answer_rule",
            JobKind::RollBack { .. } => "roll_back",
            JobKind::Calendars => "calendars",
            JobKind::ReadRepository { .. } => "read_repository",
            JobKind::ReadCatalog => "read_catalog",
            JobKind::Launch { .. } => "launch",
            JobKind::Notify { .. } => "notify",
            JobKind::Deliver { .. } => "deliver",
            JobKind::Remind { .. } => "remind",
            JobKind::Probe => "probe",
            JobKind::Collect { .. } => "collect",
            JobKind::ThinSamples => "thin_samples",
            JobKind::Assess(_) => "assess",
            JobKind::CallNext { .. } => "call_next",
            JobKind::EndQuiet { .. } => "end_quiet",
            JobKind::Tidy => "tidy",
        }
    }
}

/// A queued unit of work, written in the commit that wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: JobKind,
    /// Jobs of one lane never run at the same time, and run in the order in which they were written.
    pub lane: String,
    /// Jobs of one pool share a concurrency limit.
    pub pool: String,
    /// While a job with this key is queued, another one is not added; the queued one takes the earlier of their times.
    /// While one runs, another one is added, because
    /// the running one may have looked before this commit was there. A running one that is given back takes the
    /// place of the queued one, with the earlier of their times.
    pub unique_key: Option<String>,
    pub run_at: Timestamp,
}

/// A job that this worker alone holds until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeasedJob {
    pub id: JobId,
    pub kind: JobKind,
    /// How often it was started before.
    pub attempts: u32,
    pub lane: String,
    pub pool: String,
    /// When it was due; the delay since then is the queue's own.
    pub run_at: Timestamp,
    /// Proves towards the store that the lease is still ours.
    pub lease: String,
}

/// How much may run at once, over all replicas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLimits {
    /// At most so many jobs in one claim.
    pub batch: usize,
    /// Limit per pool where none is named.
    pub per_pool: usize,
    pub pools: BTreeMap<String, usize>,
}

impl ClaimLimits {
    pub fn of(&self, pool: &str) -> usize {
        self.pools.get(pool).copied().unwrap_or(self.per_pool)
    }
}

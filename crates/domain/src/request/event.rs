use super::{Outcome, Request, RequestAction, RequestStatus, TargetKey};
use crate::approval::Approval;
use crate::ids::{ActorId, EnvironmentId};
use crate::names::TemplateName;
use crate::permission::{Deed, Reason};
use crate::plan::Plan;
use crate::rules::ApprovalRule;
use crate::template::{Capability, TemplateDigest};
use crate::values::{ResolvedValues, StoredValues};

/// What happened to a request.
#[derive(Clone, Debug, PartialEq)]
pub enum RequestEvent {
    /// The plan of one target is there.
    Planned { target: TargetKey, attempt: u32, plan: Plan },
    /// The plan of one target was refused.
    PlanFailed { target: TargetKey, attempt: u32, reason: String, plan: Option<Plan> },
    /// A person answered; permission and role have been checked by the caller.
    Decided(Approval),
    /// A target is as asked for.
    Applied { target: TargetKey, attempt: u32, outcome: Outcome },
    /// CloudFormation could not do it.
    ApplyFailed {
        target: TargetKey,
        attempt: u32,
        reason: String,
        resource: Option<String>,
        rolled_back: bool,
    },
    /// The machinery broke while it planned or applied.
    Broke { target: TargetKey, attempt: u32, reason: String },
    /// The cloud keeps a target waiting; it goes on by itself. `None`: it answers again.
    Delayed { target: TargetKey, attempt: u32, reason: Option<String> },
    /// What a target had prepared or applied is gone.
    Discarded { target: TargetKey, attempt: u32 },
    /// The requester takes it back while nothing is applied.
    Withdrawn { by: ActorId, by_name: String, why: Option<String> },
    /// Somebody stops it.
    Cancelled { by: ActorId, by_name: String, why: Option<String> },
    /// What failed is planned again.
    Retried,
    /// New content for all targets that are not yet applied.
    Amended { by: ActorId, content: Content },
    /// The rollout that carries it has come to this target: exactly this attempt's plan is applied.
    LetThrough { target: TargetKey, attempt: u32 },
    /// The rollout that carries it wants this target's plan made anew.
    PlannedAnew { target: TargetKey, attempt: u32 },
    /// The rollout that carries it leaves this target out.
    LeftOut { target: TargetKey },
    /// The rollout that carries it was ended: what is not begun is discarded, what runs is undone, what is done stays.
    CarrierEnded { by: ActorId, by_name: String, why: Option<String> },
}

/// What a request asks for, worked out by the caller from form, template and rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    pub template: TemplateName,
    pub template_digest: TemplateDigest,
    pub capabilities: Vec<Capability>,
    pub shared: StoredValues,
    pub reason: Option<String>,
    /// Stages in their order, the home region first.
    pub targets: Vec<TargetContent>,
}

/// One target of new content.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetContent {
    pub key: TargetKey,
    pub environment_id: EnvironmentId,
    pub stack_name: String,
    /// Where it is another one than the request's.
    pub action: Option<RequestAction>,
    pub approval: Option<ApprovalRule>,
    pub termination_protection: bool,
    pub overrides: StoredValues,
    pub values: ResolvedValues,
}

/// Work that one target now needs from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    Plan,
    Apply,
    /// Undo an apply that is under way.
    Stop,
    /// Remove the change set, and the stack if nothing was made in it.
    Discard,
}

/// What has to be done outside because of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub target: TargetKey,
    pub attempt: u32,
    pub work: Work,
}

/// The next request and what it sets off.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub next: Request,
    pub effects: Vec<Effect>,
}

/// Why an event changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It comes from an attempt that is over, or comes twice. Harmless.
    #[error("this was already dealt with")]
    Outdated,
    #[error("there is no target {0} in this request")]
    NoTarget(TargetKey),
    /// Its state is in the way.
    #[error("{0}")]
    State(Reason),
    #[error("what you saw has changed since ({reason}); read it again and decide anew")]
    StaleDigest { reason: String },
    #[error("{}", Reason::Answered)]
    Twice,
    #[error("{}", Reason::Expired { hours: *hours })]
    Expired { hours: u32 },
}

impl Refused {
    /// It makes no sense for a request in this status.
    pub(super) fn status(deed: Deed, status: RequestStatus) -> Self {
        Refused::State(Reason::Status { deed, status })
    }

    /// The refusal as data; `None` for what only workers are told, and for what a digest tells better.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Refused::State(reason) => Some(reason.clone()),
            Refused::Twice => Some(Reason::Answered),
            Refused::Expired { hours } => Some(Reason::Expired { hours: *hours }),
            Refused::Outdated | Refused::NoTarget(_) | Refused::StaleDigest { .. } => None,
        }
    }
}

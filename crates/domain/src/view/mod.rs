//! Read models: what pages show and what the API answers, worked out for one reader.

mod changes;
mod delegation;
mod environment;
mod explain;
mod freeze;
mod health;
mod incident;
mod matrix;
mod notification;
mod own;
mod pipeline;
mod preview;
mod request;
mod rollout;
mod service;
mod template;

pub use changes::{FoundChanges, ReleaseChanges};
pub use delegation::{DelegationBoard, DelegationInput};
pub use environment::{EnvironmentRow, EnvironmentView, ResourceRow};
pub use explain::{AdviceView, CauseView, CausesView, ChangeInput, FoundLimit, RemedyView};
pub use freeze::{CalendarView, FreezeBoard, FreezeInput, FreezeSource, FreezeSpan, FreezeView};
pub use health::{
    ChangeMark, Charts, HealthBoard, HealthPicture, MarkKind, PlacementRow, PlacementView, RegionCard,
    RegionHealthView, Running, TroubleRow,
};
pub use incident::{
    IncidentActions, IncidentBoard, IncidentDeed, IncidentInput, IncidentQuery, IncidentRow, IncidentView,
    LiveIncidents, NextCall, OnCallView, PlacementCost, ServiceStatus, StatusFelt, StatusIncident,
    StatusPage, StatusRow,
};
pub use matrix::{Cell, Matrix, MatrixColumn, MatrixFilter, MatrixRow};
pub use notification::{
    ChannelInput, ChannelMade, ChannelView, DeliveryView, PreferenceBoard, PreferenceInput,
};
pub use own::{
    AccountSource, AuditVerdict, DecisionInput, DraftView, GithubAccountView, MeasuringView, NewToken,
    TokenView,
};
pub use pipeline::{
    ActionField, ActionForm, ActionInput, ActionView, LaunchInput, LogView, PipelineFilter,
    PipelineRepository, PipelinesView, PresentNumber, PresentOrigin, RepositoryOwner, RunActions, RunRow,
    RunView, WorkflowCard, WorkflowForm,
};
pub use preview::{Preview, PreviewTarget, RangeUse, RequestInput, TargetInput, TargetOverride};
pub use request::{
    ApprovalView, DistinctPlan, RequestActions, RequestRow, RequestView, TargetView, ValueView,
};
pub use rollout::{
    BackTo, CarriedRow, CarriedView, CarryInput, CarryPreview, CarryPreviewTarget, DeferredValue,
    DeferredView, LaneSignals, LaneView, RegionsPlan, ReleaseInput, RolloutActions, RolloutDecision,
    RolloutInput, RolloutName, RolloutPreview, RolloutRow, RolloutSignals, RolloutView, Steering, WaveView,
};
pub use service::{EdgeView, ServiceRow, ServiceView, SourceView};
pub use template::{TemplateCard, TemplatePage};

use crate::permission::{Denied, Reason};
use crate::request::Refused;
use serde::{Deserialize, Serialize};

/// Whether the reader may do something, and what it would take; disabled buttons show the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    pub allowed: bool,
    /// In English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The same as data, so that pages can say it in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Reason>,
}

impl Allowed {
    pub fn yes() -> Self {
        Allowed { allowed: true, reason: None, why: None }
    }

    pub fn no(reason: impl Into<String>) -> Self {
        Allowed { allowed: false, reason: Some(reason.into()), why: None }
    }

    pub fn because(why: Reason) -> Self {
        Allowed { allowed: false, reason: Some(why.to_string()), why: Some(why) }
    }

    /// What the rules say about the person.
    pub fn by_right<T>(right: Result<T, Denied>) -> Self {
        right.map_or_else(|denied| Allowed::because(denied.reason), |_| Allowed::yes())
    }

    /// What the state of a request says.
    pub fn by_state<T>(tried: Result<T, Refused>) -> Self {
        match tried {
            Ok(_) => Allowed::yes(),
            Err(refused) => match refused.reason() {
                Some(why) => Allowed::because(why),
                None => Allowed::no(refused.to_string()),
            },
        }
    }

    /// What the state of a rollout says.
    pub fn by_rollout<T>(tried: Result<T, crate::rollout::Refused>) -> Self {
        match tried {
            Ok(_) => Allowed::yes(),
            Err(crate::rollout::Refused::Outdated) => Allowed::because(Reason::AlreadySo),
            Err(refused) => match refused.reason() {
                Some(why) => Allowed::because(why.clone()),
                None => Allowed::no(refused.to_string()),
            },
        }
    }

    /// Whether it is not worth offering, whoever looks.
    pub fn pointless(&self) -> bool {
        self.why.as_ref().is_some_and(Reason::pointless)
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Opaque; hand it in to get what follows. `None` at the end.
    pub next: Option<String>,
}

impl<T> Listing<T> {
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Listing<U> {
        Listing { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

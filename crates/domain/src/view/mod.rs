//! Read models: what pages show and what the API answers, worked out for one reader.

mod environment;
mod matrix;
mod own;
mod preview;
mod request;
mod template;

pub use environment::{EnvironmentRow, EnvironmentView, ResourceRow};
pub use matrix::{Cell, Matrix, MatrixColumn, MatrixFilter, MatrixRow};
pub use own::{AuditVerdict, DecisionInput, DraftView, NewToken, TokenView};
pub use preview::{Preview, PreviewTarget, RangeUse, RequestInput, TargetInput, TargetOverride};
pub use request::{
    ApprovalView, DistinctPlan, RequestActions, RequestRow, RequestView, TargetView, ValueView,
};
pub use template::{TemplateCard, TemplatePage};

use serde::{Deserialize, Serialize};

/// Whether the reader may do something, and what it would take; disabled buttons show the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    pub allowed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Allowed {
    pub fn yes() -> Self {
        Allowed { allowed: true, reason: None }
    }

    pub fn no(reason: impl Into<String>) -> Self {
        Allowed { allowed: false, reason: Some(reason.into()) }
    }
}

impl<T, E: std::fmt::Display> From<Result<T, E>> for Allowed {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(_) => Allowed::yes(),
            Err(reason) => Allowed::no(reason.to_string()),
        }
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

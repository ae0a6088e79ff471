use super::text::PaletteText;
use serde::{Deserialize, Serialize};

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub kind: HitKind,
    pub title: String,
    /// What tells it from others of the same title.
    pub note: String,
    pub href: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    Action,
    Environment,
    Service,
    Template,
    Request,
}

impl HitKind {
    pub fn word(self, text: &PaletteText) -> &'static str {
        match self {
            HitKind::Action => text.action,
            HitKind::Environment => text.environment,
            HitKind::Service => text.service,
            HitKind::Template => text.template,
            HitKind::Request => text.request,
        }
    }
}

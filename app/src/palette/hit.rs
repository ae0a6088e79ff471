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

/// In the order in which they are shown: environments are many, so what leads to several of them stands before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    Action,
    Service,
    Incident,
    Request,
    Rollout,
    Pipeline,
    Release,
    Environment,
    Template,
}

impl HitKind {
    /// The heading of its group.
    pub fn word(self, text: &PaletteText) -> &'static str {
        match self {
            HitKind::Action => text.action,
            HitKind::Environment => text.environment,
            HitKind::Service => text.service,
            HitKind::Template => text.template,
            HitKind::Incident => text.incident,
            HitKind::Request => text.request,
            HitKind::Rollout => text.rollout,
            HitKind::Pipeline => text.pipeline,
            HitKind::Release => text.release,
        }
    }
}

/// Hits with their places in the whole list, group by group.
pub fn groups(hits: Vec<Hit>) -> Vec<(HitKind, Vec<(usize, Hit)>)> {
    let mut groups: Vec<(HitKind, Vec<(usize, Hit)>)> = Vec::new();
    for (place, hit) in hits.into_iter().enumerate() {
        match groups.last_mut() {
            Some((kind, group)) if *kind == hit.kind => group.push((place, hit)),
            _ => groups.push((hit.kind, vec![(place, hit)])),
        }
    }
    groups
}

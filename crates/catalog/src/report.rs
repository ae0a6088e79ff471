//! One file's check, for machines and for people.

use domain::catalog::{Entity, RelationType};
use domain::declared::Link;
use domain::template::{Finding, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// Everything there is to say about one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckReport {
    pub file: String,
    /// Whether there is no error.
    pub ok: bool,
    /// In the order of the source, also those with errors.
    pub entities: Vec<ReportedEntity>,
    pub findings: Vec<Finding>,
}

/// An entity with its fields as the file has them; what is not there is `null` or empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedEntity {
    /// The one way to point at it: `component:default/live-api`.
    #[serde(rename = "ref")]
    pub reference: String,
    pub api_version: String,
    pub kind: String,
    pub namespace: String,
    pub name: String,
    pub title: Option<String>,
    pub description: Option<String>,
    #[serde(rename = "type")]
    pub sort: Option<String>,
    pub lifecycle: Option<String>,
    /// As written: `streaming`.
    pub owner: Option<String>,
    /// What that points at: `group:default/streaming`.
    pub owner_ref: Option<String>,
    pub system: Option<String>,
    pub domain: Option<String>,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    pub tags: Vec<String>,
    pub links: Vec<Link>,
    pub relations: Vec<ReportedRelation>,
    pub targets: Vec<String>,
    /// Whether Backstage comes with this kind and version.
    pub known: bool,
    pub line: u32,
}

/// What a field of the spec points at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedRelation {
    #[serde(rename = "type")]
    pub kind: RelationType,
    pub field: String,
    pub target: String,
}

/// Checks one file. `path` only names it; nothing is read from there.
pub fn report(path: &str, source: &[u8]) -> CheckReport {
    let reading = crate::read(source);
    CheckReport {
        file: path.to_owned(),
        ok: reading.findings.iter().all(|finding| finding.severity < Severity::Error),
        entities: reading.entities.into_iter().map(reported).collect(),
        findings: reading.findings,
    }
}

fn reported(entity: Entity) -> ReportedEntity {
    let written = |field: &str| entity.at(field).map(|relation| relation.written.clone());
    let relation = |relation: &domain::catalog::Relation| ReportedRelation {
        kind: relation.kind,
        field: relation.field.clone(),
        target: relation.target.to_string(),
    };
    ReportedEntity {
        reference: entity.reference().to_string(),
        owner: written("owner"),
        owner_ref: entity.at("owner").map(|owner| owner.target.to_string()),
        system: written("system"),
        domain: written("domain"),
        relations: entity.relations.iter().map(relation).collect(),
        known: entity.raw.is_none(),
        api_version: entity.api_version,
        kind: entity.kind,
        namespace: entity.namespace,
        name: entity.name,
        title: entity.title,
        description: entity.description,
        sort: entity.sort,
        lifecycle: entity.lifecycle,
        labels: entity.labels,
        annotations: entity.annotations,
        tags: entity.tags,
        links: entity.links,
        targets: entity.targets,
        line: entity.line,
    }
}

impl Display for CheckReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} entities", self.file, self.entities.len())?;
        for entity in &self.entities {
            let owner = entity.owner_ref.as_deref().map(|owner| format!(", owned by {owner}"));
            let sort = entity.sort.as_deref().map(|sort| format!(" ({sort})"));
            writeln!(f, "  {}{}{}", entity.reference, sort.unwrap_or_default(), owner.unwrap_or_default())?;
        }
        for finding in &self.findings {
            writeln!(f, "{}", finding.located(&self.file))?;
        }
        writeln!(f, "  {}", Finding::summary(&self.findings))
    }
}

use super::EntityRef;
use crate::declared::Link;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that a repository says it holds, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub api_version: String,
    /// As written: `Component`, `System`, `Group`, …
    pub kind: String,
    pub namespace: String,
    pub name: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
    pub tags: Vec<String>,
    pub links: Vec<Link>,
    /// `spec.type`: what sort of its kind it is.
    #[serde(rename = "type")]
    pub sort: Option<String>,
    pub lifecycle: Option<String>,
    pub relations: Vec<Relation>,
    /// Of people and groups.
    pub profile: Option<Profile>,
    /// Files that a `Location` points to.
    pub targets: Vec<String>,
    /// The file in its repository; empty where only one was looked at.
    #[serde(default)]
    pub file: String,
    /// Where its document begins in the file.
    pub line: u32,
    /// All of it, for kinds and versions that Backstage does not come with; `None` for those it does.
    pub raw: Option<serde_json::Value>,
}

/// How one entity hangs together with another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    #[serde(rename = "type")]
    pub kind: RelationType,
    /// The field of `spec` that says so.
    pub field: String,
    /// As the file has it.
    pub written: String,
    pub target: EntityRef,
}

/// Relations, in Backstage's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RelationType {
    OwnedBy,
    /// Of a system, a domain or a larger component.
    PartOf,
    DependsOn,
    DependencyOf,
    ProvidesApi,
    ConsumesApi,
    MemberOf,
    HasMember,
    ChildOf,
    ParentOf,
}

/// How a person or a group appears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub display_name: Option<String>,
    pub email: Option<String>,
    pub picture: Option<String>,
}

impl Entity {
    pub fn reference(&self) -> EntityRef {
        EntityRef { kind: self.kind.clone(), namespace: self.namespace.clone(), name: self.name.clone() }
    }

    pub fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }

    /// All relations of one type.
    pub fn related(&self, kind: RelationType) -> impl Iterator<Item = &Relation> {
        self.relations.iter().filter(move |relation| relation.kind == kind)
    }

    /// What a field of `spec` with one reference in it points at.
    pub fn at(&self, field: &str) -> Option<&Relation> {
        self.relations.iter().find(|relation| relation.field == field)
    }

    /// What people call it.
    pub fn shown(&self) -> &str {
        let profile = self.profile.as_ref().and_then(|profile| profile.display_name.as_deref());
        self.title.as_deref().or(profile).unwrap_or(&self.name)
    }
}

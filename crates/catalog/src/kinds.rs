//! The kinds that Backstage comes with, and what each has in its spec.

use crate::values::Takes;
use domain::catalog::RelationType::{
    self, ChildOf, ConsumesApi, DependencyOf, DependsOn, HasMember, MemberOf, OwnedBy, ParentOf, PartOf,
    ProvidesApi,
};

/// One kind of entity.
pub struct Kind {
    pub name: &'static str,
    pub versions: &'static [&'static str],
    pub fields: &'static [Field],
}

/// A field of a kind's spec.
pub struct Field {
    pub name: &'static str,
    pub takes: Takes,
    pub required: bool,
    /// What its references say, and the kind of those that name none.
    pub refers: Option<(RelationType, Option<&'static str>)>,
}

const fn must(name: &'static str, takes: Takes) -> Field {
    Field { name, takes, required: true, refers: None }
}

const fn may(name: &'static str, takes: Takes) -> Field {
    Field { name, takes, required: false, refers: None }
}

const fn to(field: Field, relation: RelationType, kind: Option<&'static str>) -> Field {
    Field { refers: Some((relation, kind)), ..field }
}

const TYPE: Field = must("type", Takes::Text);
const MAYBE_TYPE: Field = may("type", Takes::Text);
const LIFECYCLE: Field = must("lifecycle", Takes::Text);
const OWNER: Field = to(must("owner", Takes::Text), OwnedBy, Some("Group"));
const MAYBE_OWNER: Field = to(may("owner", Takes::Text), OwnedBy, Some("Group"));
const SYSTEM: Field = to(may("system", Takes::Text), PartOf, Some("System"));
const DEPENDS_ON: Field = to(may("dependsOn", Takes::Texts), DependsOn, None);
/// No schema speaks of it; whatever is there is read for references.
const DEPENDENCY_OF: Field = to(may("dependencyOf", Takes::Anything), DependencyOf, None);
const PROFILE: Field = may("profile", Takes::Map);

const CORE: &[&str] = &["backstage.io/v1alpha1", "backstage.io/v1beta1"];

pub const KINDS: [Kind; 9] = [
    Kind {
        name: "Component",
        versions: CORE,
        fields: &[
            TYPE,
            LIFECYCLE,
            OWNER,
            SYSTEM,
            to(may("subcomponentOf", Takes::Text), PartOf, Some("Component")),
            to(may("providesApis", Takes::Texts), ProvidesApi, Some("API")),
            to(may("consumesApis", Takes::Texts), ConsumesApi, Some("API")),
            DEPENDS_ON,
            DEPENDENCY_OF,
        ],
    },
    Kind {
        name: "API",
        versions: CORE,
        fields: &[TYPE, LIFECYCLE, OWNER, SYSTEM, must("definition", Takes::Text)],
    },
    Kind { name: "Resource", versions: CORE, fields: &[TYPE, OWNER, SYSTEM, DEPENDS_ON, DEPENDENCY_OF] },
    Kind {
        name: "System",
        versions: CORE,
        fields: &[OWNER, to(may("domain", Takes::Text), PartOf, Some("Domain")), MAYBE_TYPE],
    },
    Kind {
        name: "Domain",
        versions: CORE,
        fields: &[OWNER, to(may("subdomainOf", Takes::Text), PartOf, Some("Domain")), MAYBE_TYPE],
    },
    Kind {
        name: "Group",
        versions: CORE,
        fields: &[
            TYPE,
            PROFILE,
            to(may("parent", Takes::Text), ChildOf, Some("Group")),
            to(must("children", Takes::Texts), ParentOf, Some("Group")),
            to(may("members", Takes::Texts), HasMember, Some("User")),
        ],
    },
    Kind {
        name: "User",
        versions: CORE,
        fields: &[PROFILE, to(must("memberOf", Takes::Texts), MemberOf, Some("Group"))],
    },
    Kind {
        name: "Location",
        versions: CORE,
        fields: &[
            MAYBE_TYPE,
            may("target", Takes::Text),
            may("targets", Takes::Texts),
            may("presence", Takes::OneOf(&["required", "optional"])),
        ],
    },
    Kind {
        name: "Template",
        versions: &["scaffolder.backstage.io/v1beta3"],
        fields: &[
            TYPE,
            MAYBE_OWNER,
            may("lifecycle", Takes::Text),
            may("parameters", Takes::MapOrList),
            must("steps", Takes::List),
            may("output", Takes::Map),
            may("presentation", Takes::Map),
            may("secrets", Takes::Map),
        ],
    },
];

/// How far Backstage knows a kind.
pub enum Known {
    Yes(&'static Kind),
    /// The kind, but not in this version.
    OtherVersion(&'static Kind),
    /// Perhaps it is a misspelt one.
    No {
        nearest: Option<&'static str>,
    },
}

pub fn known(api_version: &str, kind: &str) -> Known {
    match KINDS.iter().find(|known| known.name == kind) {
        Some(found) if found.versions.contains(&api_version) => Known::Yes(found),
        Some(found) => Known::OtherVersion(found),
        None => {
            let near = |known: &&Kind| {
                strsim::damerau_levenshtein(&known.name.to_lowercase(), &kind.to_lowercase()) <= 2
            };
            // Others have kinds of their own; a near name of theirs is no mistake.
            let ours = api_version.starts_with("backstage.io/");
            Known::No { nearest: KINDS.iter().find(near).filter(|_| ours).map(|known| known.name) }
        }
    }
}

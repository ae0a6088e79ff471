use domain::declared::Declaration;
use domain::names::StageName;
use domain::people::Actor;
use domain::release::{Deployed, Release};
use domain::view::CarryInput;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The page's address as it was typed. What it leaves open is chosen for the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    pub service: String,
    pub stage: String,
    /// A release's id or its version.
    pub release: String,
    /// The environment template of a change that is carried along; empty: the code alone.
    pub carry: String,
    /// The digest of one of its versions; empty: the newest.
    pub version: String,
    pub environment: String,
    /// Why it is wanted, as far as it was typed.
    pub reason: String,
    /// The rollout that is to end when this one starts.
    pub instead: String,
    /// Not empty: somebody would have started what they had not been shown.
    pub differs: String,
    /// Where a form that came back is kept.
    pub failed: String,
    /// The rest: values for the template's parameters, and regions that are left out.
    #[serde(flatten)]
    pub given: BTreeMap<String, String>,
}

/// What stands before a parameter's name in the page's address.
pub const VALUE: &str = "p.";
/// What stands before a region, a dot and a parameter's name.
pub const REGION: &str = "r.";
/// What stands before a region that is left out.
pub const EXCLUDE: &str = "x.";

impl Query {
    pub fn excludes(&self, region: &str) -> bool {
        self.given.keys().any(|name| name.strip_prefix(EXCLUDE) == Some(region))
    }

    /// The change that the address asks for.
    pub fn carried(&self) -> Option<CarryInput> {
        let filled = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let values = self.given.iter().filter_map(|(name, value)| Some((name.strip_prefix(VALUE)?, value)));
        (!self.carry.is_empty()).then(|| CarryInput {
            template: self.carry.clone(),
            version: filled(&self.version),
            environment: filled(&self.environment),
            // What is left empty stays as it runs.
            parameters: values
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.clone()))
                .collect(),
            overrides: self.overrides(),
        })
    }

    /// Values for single regions. What is left empty is as everywhere.
    fn overrides(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut overrides: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (name, value) in self.given.iter().filter(|(_, value)| !value.is_empty()) {
            let place = name.strip_prefix(REGION).and_then(|rest| rest.split_once('.'));
            if let Some((region, parameter)) = place {
                overrides.entry(region.to_owned()).or_default().insert(parameter.to_owned(), value.clone());
            }
        }
        overrides
    }
}

/// The service that the address names, else the first of the reader's own team, else the first.
pub fn service(query: &Query, declared: &[Arc<Declaration>], actor: &Actor) -> Option<String> {
    if !query.service.is_empty() {
        return Some(query.service.clone());
    }
    let own = declared.iter().find(|service| Some(&service.team) == actor.home_team());
    own.or_else(|| declared.first()).map(|service| service.service.to_string())
}

/// The release that the address names, if it is the service's; else the newest.
pub fn release<'a>(query: &Query, releases: &'a [Release]) -> Option<&'a Release> {
    let named = |release: &&Release| {
        release.id.as_str() == query.release || release.version.as_str() == query.release
    };
    releases.iter().find(named).or_else(|| releases.first())
}

/// The stage that the address names, else the first one in which the release runs nowhere yet.
pub fn stage(
    query: &Query,
    stages: &[StageName],
    release: Option<&Release>,
    deployed: &[Deployed],
) -> Option<StageName> {
    let runs = |stage: &StageName| {
        deployed
            .iter()
            .any(|it| &it.stage == stage && release.is_some_and(|release| it.release == release.id))
    };
    let named = stages.iter().find(|stage| stage.as_str() == query.stage);
    named.or_else(|| stages.iter().find(|stage| !runs(stage))).or_else(|| stages.last()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::approval::Digest;
    use domain::ids::{ActorId, ReleaseId, RolloutId};
    use domain::names::{RegionName, ServiceName, TeamName};
    use domain::release::{Artifact, Version};

    fn a_release(id: &str, version: &str) -> Release {
        Release {
            id: ReleaseId(id.into()),
            service: ServiceName::parse("live-api").expect("a service"),
            team: TeamName::parse("streaming").expect("a team"),
            version: Version::parse(version).expect("a version"),
            commit: "abcdef0".into(),
            artifact: Artifact { key: "k".into(), digest: Digest::default(), size: 1, ..Artifact::default() },
            notes: None,
            run_url: None,
            built_by: ActorId("usr_1".into()),
            built_by_name: "CI".into(),
            created_at: Timestamp(0),
        }
    }

    fn runs(stage: &str, release: &Release) -> Deployed {
        Deployed {
            service: release.service.clone(),
            stage: StageName::parse(stage).expect("a stage"),
            region: RegionName::parse("eu-west-3").expect("a region"),
            release: release.id.clone(),
            version: release.version.clone(),
            digest: Digest::default(),
            rollout: RolloutId("rol_1".into()),
            at: Timestamp(0),
        }
    }

    #[test]
    fn a_change_is_carried_when_the_address_names_a_template() {
        assert_eq!(Query::default().carried(), None);
        let given = [
            ("p.Size", "large"),
            ("p.Text", ""),
            ("r.eu-west-3.Size", "small"),
            ("r.us-east-1.Size", ""),
            ("r.Size", "x"),
            ("other", "x"),
        ];
        let query = Query {
            carry: "cache".into(),
            given: given.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..Query::default()
        };
        let carried = query.carried().expect("a change");
        assert_eq!((carried.template.as_str(), carried.version), ("cache", None));
        let only = |value: &str| BTreeMap::from([("Size".to_owned(), value.to_owned())]);
        assert_eq!(carried.parameters, only("large"));
        assert_eq!(carried.overrides, BTreeMap::from([("eu-west-3".to_owned(), only("small"))]));
    }

    #[test]
    fn what_the_address_leaves_open_is_the_newest_release_in_its_next_stage() {
        let releases = [a_release("rel_2", "1.1.0"), a_release("rel_1", "1.0.0")];
        let stages = ["dev", "staging", "prod"].map(|name| StageName::parse(name).expect("a stage"));
        let chosen = |query: &Query, deployed: &[Deployed]| {
            let release = release(query, &releases).expect("a release");
            let stage = stage(query, &stages, Some(release), deployed).expect("a stage");
            format!("{} {stage}", release.version)
        };
        let open = Query::default();
        assert_eq!(chosen(&open, &[]), "1.1.0 dev");
        assert_eq!(chosen(&open, &[runs("dev", &releases[0]), runs("prod", &releases[1])]), "1.1.0 staging");
        let all = ["dev", "staging", "prod"].map(|stage| runs(stage, &releases[0]));
        assert_eq!(chosen(&open, &all), "1.1.0 prod");
        let named = Query { release: "rel_1".into(), stage: "prod".into(), ..Query::default() };
        assert_eq!(chosen(&named, &[]), "1.0.0 prod");
        let by_version = Query { release: "1.0.0".into(), ..Query::default() };
        assert_eq!(chosen(&by_version, &[]), "1.0.0 dev");
        let of_another_service = Query { release: "rel_9".into(), ..Query::default() };
        assert_eq!(chosen(&of_another_service, &[]), "1.1.0 dev");
    }
}

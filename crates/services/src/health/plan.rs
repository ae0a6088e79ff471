//! Which probes there are: what services declare, over what runs.

use crate::Portal;
use domain::declared::Declaration;
use domain::environment::Environment;
use domain::health::{DeclaredProbe, Endpoint, Placement, Probe, ProbeId, ProbeKind};
use domain::live::Topic;
use domain::names::{ServiceName, TeamName};
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Plans are made anew after so long, whether something has changed or not.
const STALE_MILLIS: i64 = 60_000;
/// Plans are not made anew more often, however much changes.
const PAUSE_MILLIS: i64 = 5_000;
/// Changes that are looked through at once.
const CHANGES: u32 = 500;

/// All probes, and whose services they look at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub probes: Vec<Arc<Probe>>,
    pub teams: HashMap<ServiceName, TeamName>,
    pub made_at: Timestamp,
    /// When it was last looked whether it is out of date.
    looked_at: Timestamp,
    /// The place in the live stream up to which it knows of changes.
    seen: i64,
}

impl Plan {
    /// Has it made anew at the next look.
    pub fn spoil(&mut self) {
        (self.made_at, self.looked_at) = Default::default();
    }
}

impl Portal {
    /// A newer plan, if this one may be out of date.
    pub(crate) async fn newer_plan(&self, plan: &mut Plan) -> Result<Option<Plan>, PortalError> {
        let now = self.now();
        if now.since(plan.looked_at) < PAUSE_MILLIS {
            return Ok(None);
        }
        plan.looked_at = now;
        if now.since(plan.made_at) < STALE_MILLIS && !self.has_moved(plan).await? {
            return Ok(None);
        }
        self.probe_plan().await.map(Some)
    }

    /// Whether something has changed that probes come from.
    async fn has_moved(&self, plan: &mut Plan) -> Result<bool, PortalError> {
        let changes = self.store.live_after(plan.seen, CHANGES).await?;
        let matters = changes
            .iter()
            .any(|event| matches!(event.change.topic, Topic::Environment | Topic::Catalog | Topic::Rollout));
        if let Some(last) = changes.last().filter(|_| !matters) {
            plan.seen = last.seq;
        }
        Ok(matters)
    }

    /// What is to be asked now.
    pub(crate) async fn probe_plan(&self) -> Result<Plan, PortalError> {
        let seen = self.store.live_head().await?;
        let mut declared = HashMap::new();
        for repository in self.store.catalog_repositories().await?.into_iter().map(|it| it.repository) {
            let found = self.store.catalog_repository(&repository).await?;
            if let Some(declaration) = found.and_then(|found| found.value.declaration) {
                declared.entry(declaration.service.clone()).or_insert(declaration);
            }
        }
        let environments = self.store.standing_environments().await?;
        let mut teams: HashMap<ServiceName, TeamName> =
            environments.iter().map(|one| (one.key.service.clone(), one.team.clone())).collect();
        teams.extend(declared.values().map(|one| (one.service.clone(), one.team.clone())));
        let deployed = self.store.deployed(None).await?.into_iter().map(|one| Placement {
            service: one.service,
            stage: one.stage,
            region: one.region,
        });
        let stand_in = self.settings.probe_endpoint.as_deref();
        let probes = probes(&declared, &environments, deployed.collect(), stand_in);
        let now = self.now();
        Ok(Plan { probes, teams, made_at: now, looked_at: now, seen })
    }
}

/// The probes of what runs and stands.
pub(super) fn probes(
    declared: &HashMap<ServiceName, Declaration>,
    environments: &[Environment],
    deployed: BTreeSet<Placement>,
    stand_in: Option<&str>,
) -> Vec<Arc<Probe>> {
    let mut standing: BTreeMap<Placement, Vec<&Environment>> =
        deployed.into_iter().map(|placement| (placement, Vec::new())).collect();
    for environment in environments {
        standing.entry(at(environment)).or_default().push(environment);
    }
    let mut found: BTreeMap<ProbeId, Probe> = BTreeMap::new();
    for (placement, environments) in standing {
        let own = declared.get(&placement.service).and_then(|declaration| declaration.probes.clone());
        let probes = match own {
            Some(own) => {
                own.iter().filter_map(|probe| one(probe, &placement, &environments, stand_in)).collect()
            }
            None => usual(&placement, &environments, stand_in),
        };
        found.extend(probes.into_iter().map(|probe| (probe.id.clone(), probe)));
    }
    found.into_values().map(Arc::new).collect()
}

pub(super) fn at(environment: &Environment) -> Placement {
    let key = &environment.key;
    Placement { service: key.service.clone(), stage: key.stage.clone(), region: key.region.clone() }
}

/// A declared probe asks the first environment that has what it needs.
fn one(
    declared: &DeclaredProbe,
    placement: &Placement,
    environments: &[&Environment],
    stand_in: Option<&str>,
) -> Option<Probe> {
    match (declared.needs_outputs(), stand_in) {
        (true, Some(url)) => with_url(declared, url).at(placement, &BTreeMap::new()),
        (true, None) => environments.iter().find_map(|one| declared.at(placement, &one.outputs)),
        (false, _) => declared.at(placement, &BTreeMap::new()),
    }
}

/// Of services that declare nothing each environment with an address of the web is asked there. What answers to something
/// else is often in a private network, so somebody has to want that.
fn usual(placement: &Placement, environments: &[&Environment], stand_in: Option<&str>) -> Vec<Probe> {
    if let Some(url) = stand_in {
        return with_url(&DeclaredProbe::default(), url)
            .at(placement, &BTreeMap::new())
            .into_iter()
            .collect();
    }
    let of = |environment: &&Environment| {
        let named = DeclaredProbe { name: environment.key.name.to_string(), ..DeclaredProbe::default() };
        named.at(placement, &environment.outputs)
    };
    environments.iter().filter_map(of).filter(|probe| matches!(probe.kind, ProbeKind::Http { .. })).collect()
}

fn with_url(declared: &DeclaredProbe, url: &str) -> DeclaredProbe {
    DeclaredProbe { endpoint: Endpoint::Url(url.to_owned()), ..declared.clone() }
}

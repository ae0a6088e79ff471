//! One service's regions side by side.

use super::board::values;
use super::plan::{at, probes};
use crate::Portal;
use crate::ports::{EnvironmentFilter, HealthFilter};
use domain::PortalError;
use domain::declared::Declaration;
use domain::environment::{Environment, EnvironmentStatus};
use domain::health::compare::{Comparison, Held, Placed, Running, Standing, Stated, compare};
use domain::health::{HealthState, Placement};
use domain::ids::RolloutId;
use domain::names::{EnvironmentName, ServiceName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::Deployed;
use domain::request::TargetKey;
use domain::rollout::{LaneState, Rollout};
use domain::template::{Template, ValueSource};
use domain::values::StoredValue;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Environments of one service that are compared at most.
const MOST_ENVIRONMENTS: u32 = 200;

/// What has to be known of a service to put its places side by side.
struct Known {
    environments: Vec<Environment>,
    /// Those that are being built.
    coming: BTreeSet<(Placement, EnvironmentName)>,
    deployed: Vec<Deployed>,
    /// Where a rollout has still to come to.
    rolling: BTreeSet<Placement>,
    /// Those that brought what runs.
    rollouts: Vec<Rollout>,
    /// The commits of what runs.
    commits: BTreeMap<RolloutId, String>,
    states: BTreeMap<Placement, HealthState>,
    declared: Option<Declaration>,
}

impl Portal {
    /// How a service's regions differ: what rollouts brought, what its file says, and what its environments are. The most
    /// important stage and the home region come first.
    pub async fn compare_regions(&self, actor: &Actor, service: &str) -> Result<Comparison, PortalError> {
        permit(actor, Action::View, None)?;
        let service = self.known_service(service).await?;
        let known = self.known_of(&service).await?;
        let mut places: Vec<Placed> = Vec::new();
        let asked = self.asked(&known);
        for placement in known.placements() {
            let probes = asked.get(&placement).cloned().unwrap_or_default();
            let environments = self.standing_at(&placement, &known).await?;
            places.push(Placed {
                running: known.running(&placement),
                rolling: known.rolling.contains(&placement),
                left_out_by: known.left_out_by(&placement),
                state: known.states.get(&placement).copied(),
                probes,
                objectives: known.promised(&placement),
                environments,
                coming: known.coming_to(&placement),
                stage: placement.stage,
                region: placement.region,
            });
        }
        places.sort_by_key(|place| self.order(place));
        Ok(compare(&places))
    }

    async fn known_of(&self, service: &ServiceName) -> Result<Known, PortalError> {
        let deployed = self.store.deployed(Some(service)).await?;
        let (mut rollouts, mut commits) = (Vec::new(), BTreeMap::new());
        let brought: BTreeSet<&RolloutId> = deployed.iter().map(|deployed| &deployed.rollout).collect();
        for id in brought {
            if let Some(rollout) = self.store.rollout(id).await? {
                commits.insert(id.clone(), rollout.value.release.commit.clone());
                rollouts.push(rollout.value);
            }
        }
        let filter = HealthFilter { service: Some(service.to_string()), ..HealthFilter::default() };
        let judged = values(self.store.health(&filter).await?).into_iter();
        let promises = self.promises().await?;
        let (coming, environments) = self.every_environment(service).await?.into_iter().partition(is_coming);
        let coming: Vec<Environment> = coming;
        Ok(Known {
            environments,
            coming: coming.into_iter().map(|one| (at(&one), one.key.name)).collect(),
            deployed,
            rolling: self.rolling(service).await?,
            rollouts,
            commits,
            states: judged.map(|it| (it.placement, it.health.state)).collect(),
            declared: promises.iter().find(|declaration| &declaration.service == service).cloned(),
        })
    }

    async fn every_environment(&self, service: &ServiceName) -> Result<Vec<Environment>, PortalError> {
        let filter = EnvironmentFilter { service: Some(service.to_string()), ..EnvironmentFilter::default() };
        let mut found = Vec::new();
        for row in self.store.environments(&filter, None, MOST_ENVIRONMENTS).await?.items {
            found.push(self.load_environment(&row.id).await?.value);
        }
        Ok(found)
    }

    async fn rolling(&self, service: &ServiceName) -> Result<BTreeSet<Placement>, PortalError> {
        let mut rolling = BTreeSet::new();
        for stage in &self.rules.stages {
            for id in self.store.queued_rollouts(service, &stage.name).await? {
                let rollout = self.load_rollout(&id).await?.value;
                let open = rollout.lanes().filter(|lane| rollout.begun() && !lane.state.settled());
                rolling.extend(open.map(|lane| Placement {
                    service: service.clone(),
                    stage: stage.name.clone(),
                    region: lane.region.clone(),
                }));
            }
        }
        Ok(rolling)
    }

    /// What is asked in each place, by name.
    fn asked(&self, known: &Known) -> BTreeMap<Placement, BTreeMap<String, Stated>> {
        let declared: HashMap<ServiceName, Declaration> =
            known.declared.iter().map(|one| (one.service.clone(), one.clone())).collect();
        let scoped = |name: &str| {
            let own = known.declared.as_ref().and_then(|declaration| declaration.probes.as_ref());
            own.is_some_and(|own| own.iter().any(|probe| probe.name == name && probe.is_scoped()))
        };
        let stand_in = self.settings.probe_endpoint.as_deref();
        let mut asked: BTreeMap<Placement, BTreeMap<String, Stated>> = BTreeMap::new();
        for probe in probes(&declared, &known.environments, known.placements(), stand_in) {
            let name = probe.name().to_owned();
            let stated = Stated { value: probe.kind.address().to_owned(), scoped: scoped(&name) };
            asked.entry(probe.placement.clone()).or_default().insert(name, stated);
        }
        asked
    }

    async fn standing_at(
        &self,
        placement: &Placement,
        known: &Known,
    ) -> Result<BTreeMap<EnvironmentName, Standing>, PortalError> {
        let mut found = BTreeMap::new();
        for environment in known.environments.iter().filter(|it| &at(it) == placement) {
            found.insert(environment.key.name.clone(), self.standing(environment).await?);
        }
        Ok(found)
    }

    async fn standing(&self, environment: &Environment) -> Result<Standing, PortalError> {
        // A version that is no longer known has no proposals and no resources to compare.
        let template =
            self.template_version(&environment.template_digest).await.ok().map(|(template, _)| template);
        let drifted = environment.drifted.iter();
        let resources = || template.iter().flat_map(|template| &template.resources);
        let conditional = resources().filter(|resource| resource.condition.is_some());
        Ok(Standing {
            parameters: self.held(environment, template.as_deref()).await?,
            resources: resources().map(resource).collect(),
            conditional: conditional.map(|resource| resource.logical_id.clone()).collect(),
            template: environment.template.clone(),
            digest: environment.template_digest.clone(),
            drift: environment.drift,
            drifted: drifted.map(|drift| (drift.logical_id.clone(), drift.change)).collect(),
            changing: environment.held_by.is_some(),
        })
    }

    /// The values that it runs with; the request that gave them says where each came from.
    async fn held(
        &self,
        environment: &Environment,
        template: Option<&Template>,
    ) -> Result<BTreeMap<String, Held>, PortalError> {
        let request = self.store.request(&environment.last_request).await?;
        let (stage, region) = (environment.key.stage.clone(), environment.key.region.clone());
        let target = request.as_ref().and_then(|request| request.value.target(&TargetKey { stage, region }));
        let source = |name: &str, value: &StoredValue| -> Option<ValueSource> {
            let given = target?.values.get(name)?;
            Some(given.source).filter(|_| &given.value == value)
        };
        let held = |(name, value): (&String, &StoredValue)| {
            let parameter = template.and_then(|template| template.parameter(name));
            let proposed =
                template.and_then(|template| template.proposed(environment.key.stage.as_str(), name));
            let held = Held {
                value: value.shown().map(str::to_owned),
                source: source(name, value),
                fill: parameter.and_then(|parameter| parameter.fill),
                proposed: proposed.map(str::to_owned),
            };
            (name.clone(), held)
        };
        Ok(environment.values.iter().map(held).collect())
    }

    /// The last stage first, and in each the home region.
    fn order(&self, place: &Placed) -> (usize, bool, usize) {
        let stages = &self.rules.stages;
        let stage = stages
            .iter()
            .position(|stage| stage.name == place.stage)
            .map_or(usize::MAX, |n| stages.len() - n);
        let region = self.rules.regions.iter().position(|region| region.name == place.region);
        let home = region.is_some_and(|n| self.rules.regions[n].home);
        (stage, !home, region.unwrap_or(usize::MAX))
    }
}

impl Known {
    /// Wherever there is something of the service, or soon will be.
    fn placements(&self) -> BTreeSet<Placement> {
        let running = self.deployed.iter().map(|one| Placement {
            service: one.service.clone(),
            stage: one.stage.clone(),
            region: one.region.clone(),
        });
        running.chain(self.environments.iter().map(at)).chain(self.rolling.iter().cloned()).collect()
    }

    fn running(&self, placement: &Placement) -> Option<Running> {
        let here = |one: &&Deployed| one.stage == placement.stage && one.region == placement.region;
        let deployed = self.deployed.iter().find(here)?;
        Some(Running {
            version: deployed.version.clone(),
            commit: self.commits.get(&deployed.rollout).cloned(),
            digest: deployed.digest.clone(),
            rollout: deployed.rollout.clone(),
            at: deployed.at,
        })
    }

    /// A rollback is for where it is needed: that it leaves others alone explains nothing.
    fn left_out_by(&self, placement: &Placement) -> BTreeSet<RolloutId> {
        let forward = self.rollouts.iter().filter(|one| !one.is_rollback() && one.stage == placement.stage);
        let without = forward.filter(|one| {
            one.lane(&placement.region).is_none_or(|lane| matches!(lane.state, LaneState::Skipped { .. }))
        });
        without.map(|one| one.id.clone()).collect()
    }

    fn coming_to(&self, placement: &Placement) -> BTreeSet<EnvironmentName> {
        let here = self.coming.iter().filter(|(place, _)| place == placement);
        here.map(|(_, name)| name.clone()).collect()
    }

    /// What the service promises there, by name.
    fn promised(&self, placement: &Placement) -> BTreeMap<String, Stated> {
        let all = self.declared.iter().flat_map(|declaration| &declaration.objectives);
        let here = all.filter(|slo| slo.holds_in(&placement.stage, &placement.region));
        here.map(|slo| (slo.name.clone(), Stated { value: slo.promise(), scoped: slo.is_scoped() })).collect()
    }
}

/// There is nothing of it yet to compare.
fn is_coming(environment: &Environment) -> bool {
    matches!(environment.status, EnvironmentStatus::Requested | EnvironmentStatus::Creating)
}

fn resource(resource: &domain::template::Resource) -> (String, String) {
    (resource.logical_id.clone(), resource.kind.clone())
}

//! One service's environments side by side.

use crate::Portal;
use crate::ports::EnvironmentFilter;
use domain::PortalError;
use domain::environment::{Environment, EnvironmentStatus};
use domain::health::compare::{Held, Placed, compare};
use domain::names::{EnvironmentName, RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::release::Deployed;
use domain::request::TargetKey;
use domain::template::{Template, ValueSource};
use domain::values::StoredValue;
use domain::view::RegionsView;
use std::collections::{BTreeMap, BTreeSet};

/// Environments of one service that are compared at most.
const MOST_ENVIRONMENTS: u32 = 200;

/// What else has to be known of each place.
struct Known {
    deployed: Vec<Deployed>,
    /// Where a rollout has still to come to.
    rolling: BTreeSet<(StageName, RegionName)>,
}

impl Portal {
    /// How a service's regions differ, for each of its environment names: the most important stage and the home region first.
    pub async fn compare_regions(
        &self,
        actor: &Actor,
        service: &str,
    ) -> Result<Vec<RegionsView>, PortalError> {
        permit(actor, Action::View, None)?;
        let service = self.known_service(service).await?;
        let filter = EnvironmentFilter { service: Some(service.to_string()), ..EnvironmentFilter::default() };
        let known = self.known_of(&service).await?;
        let mut names: BTreeMap<EnvironmentName, Vec<Placed>> = BTreeMap::new();
        for row in self.store.environments(&filter, None, MOST_ENVIRONMENTS).await?.items {
            let environment = self.load_environment(&row.id).await?.value;
            if matches!(environment.status, EnvironmentStatus::Requested | EnvironmentStatus::Creating) {
                continue;
            }
            let placed = self.placed(&environment, &known).await?;
            names.entry(environment.key.name).or_default().push(placed);
        }
        let views = names.into_iter().map(|(environment, mut places)| {
            places.sort_by_key(|place| self.order(place));
            RegionsView { environment, comparison: compare(&places) }
        });
        Ok(views.collect())
    }

    async fn known_of(&self, service: &ServiceName) -> Result<Known, PortalError> {
        let mut rolling = BTreeSet::new();
        for stage in &self.rules.stages {
            for id in self.store.queued_rollouts(service, &stage.name).await? {
                let rollout = self.load_rollout(&id).await?.value;
                let open = rollout.lanes().filter(|lane| rollout.begun() && !lane.state.settled());
                rolling.extend(open.map(|lane| (stage.name.clone(), lane.region.clone())));
            }
        }
        Ok(Known { deployed: self.store.deployed(Some(service)).await?, rolling })
    }

    async fn placed(&self, environment: &Environment, known: &Known) -> Result<Placed, PortalError> {
        let (stage, region) = (&environment.key.stage, &environment.key.region);
        // A version that is no longer known has no proposals and no resources to compare.
        let template =
            self.template_version(&environment.template_digest).await.ok().map(|(template, _)| template);
        let release =
            known.deployed.iter().find(|deployed| &deployed.stage == stage && &deployed.region == region);
        Ok(Placed {
            parameters: self.held(environment, template.as_deref()).await?,
            resources: template.iter().flat_map(|template| &template.resources).map(resource).collect(),
            stage: stage.clone(),
            region: region.clone(),
            template: environment.template.clone(),
            digest: environment.template_digest.clone(),
            release: release.map(|deployed| deployed.version.clone()),
            drift: environment.drift,
            drifted: environment
                .drifted
                .iter()
                .map(|drift| (drift.logical_id.clone(), drift.change))
                .collect(),
            changing: environment.held_by.is_some(),
            rolling: known.rolling.contains(&(stage.clone(), region.clone())),
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

fn resource(resource: &domain::template::Resource) -> (String, String) {
    (resource.logical_id.clone(), resource.kind.clone())
}

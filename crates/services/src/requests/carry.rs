//! What a rollout carries: the request for the environments of its stage and regions.

use super::assemble::{Assembled, Assembly};
use super::input::Parsed;
use crate::Portal;
use crate::ports::{EnvironmentFilter, Write};
use domain::PortalError;
use domain::ids::{RequestId, RolloutId, ServiceId};
use domain::names::{EnvironmentName, RegionName, ServiceName, StageName, TeamName};
use domain::people::Actor;
use domain::request::{Opening, Request, RequestAction, Step, TargetKey};
use domain::rollout::{Deferred, Quorum};
use domain::service::CatalogService;
use domain::template::TemplateDigest;
use domain::view::CarryInput;
use std::collections::BTreeMap;

/// Environments that are looked through for the one that is meant.
const ENVIRONMENTS: u32 = 200;

/// The rollout that is to carry a change, as far as that matters for it.
#[derive(Clone, Copy)]
pub(crate) struct Carrier<'a> {
    pub actor: &'a Actor,
    pub service: &'a ServiceName,
    pub stage: &'a StageName,
    pub regions: &'a [RegionName],
    pub reason: &'a Option<String>,
}

/// A request that a rollout carries, before it is written.
pub(crate) struct Carrying {
    pub assembled: Assembled,
    /// Owns the environments.
    pub team: TeamName,
    pub request: RequestId,
    /// What is done where a target does not name its own.
    pub action: RequestAction,
    writes: Vec<Write>,
}

/// Whether environments that others have are waited for, or a reason to refuse.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Waits,
    Refuses,
}

impl Portal {
    /// Works out what is done to which environment. Every field of an error stands below `carry`.
    pub(crate) async fn assemble_carried(
        &self,
        carrier: Carrier<'_>,
        owner: &TeamName,
        input: &CarryInput,
        taken: Taken,
    ) -> Result<Carrying, PortalError> {
        let carried = self.try_assemble_carried(carrier, owner, input, taken).await;
        carried.map_err(|mut error| {
            error.fields.iter_mut().for_each(|field| field.field = format!("carry.{}", field.field));
            error
        })
    }

    async fn try_assemble_carried(
        &self,
        carrier: Carrier<'_>,
        owner: &TeamName,
        input: &CarryInput,
        taken: Taken,
    ) -> Result<Carrying, PortalError> {
        let (team, service) = match self.store.service(carrier.service).await? {
            Some(service) => (service.team, None),
            None => (owner.clone(), Some(self.new_service(carrier.service, owner))),
        };
        let parsed = self.parse_carried(carrier, input).await?;
        let (request, now) = (RequestId::from_unique(&self.ids.unique()), self.now());
        let (actor, carried) = (carrier.actor, Some(taken));
        let assembly =
            Assembly { portal: self, actor, team: &team, id: &request, amends: None, carried, now };
        let mut assembled = assembly.assemble(&parsed).await?;
        let mut writes = std::mem::take(&mut assembled.writes);
        writes.extend(service.map(Write::Service));
        let action = overall(&mut assembled);
        Ok(Carrying { assembled, team, request, action, writes })
    }

    fn new_service(&self, name: &ServiceName, team: &TeamName) -> CatalogService {
        CatalogService {
            id: ServiceId::from_unique(&self.ids.unique()),
            name: name.clone(),
            team: team.clone(),
            created_at: self.now(),
        }
    }

    async fn parse_carried(&self, carrier: Carrier<'_>, input: &CarryInput) -> Result<Parsed, PortalError> {
        let key = |region: &RegionName| TargetKey { stage: carrier.stage.clone(), region: region.clone() };
        let mut overrides = BTreeMap::new();
        for (region, values) in &input.overrides {
            let region = RegionName::parse(region).map_err(|invalid| {
                PortalError::invalid(format!("{invalid}.")).at("overrides", invalid.to_string())
            })?;
            // A form sends the whole table; regions that are left out mean nothing.
            if carrier.regions.contains(&region) {
                overrides.insert(key(&region), values.clone());
            }
        }
        let mut targets: Vec<TargetKey> = carrier.regions.iter().map(key).collect();
        targets.sort_by_key(|key| self.rules.order(&key.stage, &key.region));
        let template = input.template.trim().to_owned();
        let version = input.version.as_deref().map(str::trim).filter(|version| !version.is_empty());
        Ok(Parsed {
            action: RequestAction::Update,
            service: carrier.service.clone(),
            environment: self.environment_meant(carrier, input, &template).await?,
            template,
            version: version.map(|version| TemplateDigest(version.to_owned())),
            targets,
            shared: input.parameters.clone(),
            overrides,
            reason: carrier.reason.clone(),
        })
    }

    /// The one that was typed, else the only one of the stage that runs the template. `None`: it is named after the template.
    async fn environment_meant(
        &self,
        carrier: Carrier<'_>,
        input: &CarryInput,
        template: &str,
    ) -> Result<Option<EnvironmentName>, PortalError> {
        let typed = input.environment.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = typed {
            let parsed = EnvironmentName::parse(name);
            let named = parsed.map_err(|invalid| {
                PortalError::invalid(format!("{invalid}.")).at("environment", format!("{invalid}."))
            })?;
            return Ok(Some(named));
        }
        let filter = EnvironmentFilter {
            service: Some(carrier.service.to_string()),
            stage: Some(carrier.stage.to_string()),
            ..EnvironmentFilter::default()
        };
        let there = self.store.environments(&filter, None, ENVIRONMENTS).await?.items;
        let fits = there.into_iter().filter(|row| template.is_empty() || row.template.as_str() == template);
        let mut names: Vec<EnvironmentName> = fits.map(|row| row.name).collect();
        names.sort();
        names.dedup();
        match names.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(only.clone())),
            _ => {
                let message = format!("{} has several environments of it; say which one.", carrier.service);
                Err(PortalError::invalid(message.clone()).at("environment", message))
            }
        }
    }
}

impl Carrying {
    /// The request itself, whose planning starts with the commit, and everything that is written along.
    pub fn open(
        self,
        carrier: Carrier<'_>,
        rollout: &RolloutId,
        now: domain::Timestamp,
    ) -> (Step, Vec<Write>) {
        let opening = Opening {
            id: self.request,
            action: self.action,
            team: self.team,
            requester: carrier.actor,
            service: carrier.service.clone(),
            environment: self.assembled.environment,
            carried_by: Some(rollout.clone()),
        };
        (Request::open(opening, self.assembled.content, now), self.writes)
    }

    /// What is kept of it until its turn comes: what was typed, and the version of the template that was meant.
    pub fn deferred(self, actor: &Actor, quorum: Quorum) -> (Deferred, Vec<Write>) {
        let content = self.assembled.content;
        let own = content.targets.into_iter().map(|target| (target.key.region, target.overrides));
        let deferred = Deferred {
            environment: self.assembled.environment,
            template: content.template,
            template_digest: content.template_digest,
            shared: content.shared,
            overrides: own.filter(|(_, values)| !values.is_empty()).collect(),
            login: actor.login.clone(),
            quorum,
            refused: None,
        };
        let version = |write: &Write| matches!(write, Write::TemplateVersion(_));
        (deferred, self.writes.into_iter().filter(version).collect())
    }
}

/// What the request as a whole does; targets name their own action only where it is another one.
fn overall(assembled: &mut Assembled) -> RequestAction {
    let targets = &mut assembled.content.targets;
    let creates = targets.iter().all(|target| target.action == Some(RequestAction::Create));
    let action = if creates { RequestAction::Create } else { RequestAction::Update };
    for target in targets {
        target.action = target.action.filter(|own| *own != action);
    }
    action
}

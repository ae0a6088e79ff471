//! Starting rollouts.

use super::changes::only;
use super::step::Along;
use crate::Portal;
use crate::declared::strategy;
use crate::ports::{IdempotencyRecord, Versioned, Write};
use crate::words::{LONGEST_COMMENT, optional};
use domain::declared::Declaration;
use domain::ids::RolloutId;
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, Permit, Reason, permit};
use domain::release::Release;
use domain::request;
use domain::rollout::{After, By, Carries, Enforcement, Kind, Opening, Quorum, Rollout, Strategy};
use domain::rules::{Risk, StageRules};
use domain::view::{RolloutInput, RolloutPreview, RolloutView};
use domain::{ErrorCode, PortalError};
use std::collections::BTreeSet;

/// A rollout that could start, with what stands in its way.
pub(super) struct Prepared {
    pub release: Release,
    pub stage: StageName,
    pub strategy: Strategy,
    enforcement: Enforcement,
    problems: Vec<Reason>,
    /// Whose yes it takes, by what the plans of what it carries say.
    pub quorum: Quorum,
}

/// How often a lost race for an environment or an address range is run again.
const TRIES: usize = 16;

impl Portal {
    /// What a rollout would be; nothing is written.
    pub async fn preview_rollout(
        &self,
        actor: &Actor,
        input: RolloutInput,
    ) -> Result<RolloutPreview, PortalError> {
        permit(actor, Action::View, None)?;
        let declaration = self.declaration(&service_name(&input.service)?).await?;
        let prepared = self.prepare(&declaration, &input).await?;
        let carry = self.preview_carried(actor, &declaration, &prepared, &input).await?;
        let service = prepared.release.service.clone();
        let behind = self.store.queued_rollouts(&service, &prepared.stage).await?;
        let behind = behind.into_iter().find(|first| input.instead.as_deref() != Some(first.as_str()));
        let running = self.store.deployed(Some(&service)).await?;
        let changes = self.changes_by(&prepared.release, Some(&prepared.stage)).await?;
        let regions: Vec<_> =
            prepared.strategy.waves.iter().flat_map(|wave| &wave.regions).cloned().collect();
        let after = carry.as_ref().and_then(|carry| match &carry.after {
            Some(After::Rollout { rollout }) => Some(rollout.clone()),
            _ => None,
        });
        let others = self.rollout_names(after.into_iter().chain(behind.clone()).collect()).await?;
        let expected_millis = self.expected_millis(actor, &prepared).await?;
        Ok(RolloutPreview {
            expected_millis,
            changes: only(changes, &regions),
            service,
            team: prepared.release.team.clone(),
            running: running.into_iter().filter(|deployed| deployed.stage == prepared.stage).collect(),
            stage: prepared.stage,
            release: prepared.release,
            strategy: prepared.strategy,
            enforcement: prepared.enforcement,
            behind,
            others,
            problems: prepared.problems,
            carry,
        })
    }

    /// As if it started now and nobody had to be waited for.
    async fn expected_millis(&self, actor: &Actor, prepared: &Prepared) -> Result<Option<i64>, PortalError> {
        let now = self.now();
        let opening = Opening {
            // It is never kept.
            id: RolloutId(String::new()),
            stage: prepared.stage.clone(),
            release: prepared.release.clone(),
            kind: Kind::Forward,
            strategy: prepared.strategy.clone(),
            enforcement: prepared.enforcement,
            requester: actor,
            reason: None,
            alone: None,
            // How long environments take to change is not known beforehand: it is told as the least.
            carries: Carries::Nothing,
        };
        let forecast = self.forecast(&Rollout::open(opening, now).next).await?;
        Ok(forecast.map(|forecast| forecast.until.since(now)))
    }

    /// Starts a rollout: its artifact is copied at once, its waves open when their gates do.
    pub async fn start_rollout(
        &self,
        actor: &Actor,
        input: RolloutInput,
    ) -> Result<RolloutView, PortalError> {
        self.start_rollout_once(actor, input, None).await
    }

    /// The same; with the same idempotency key and input, the first rollout is found again.
    pub async fn start_rollout_once(
        &self,
        actor: &Actor,
        input: RolloutInput,
        idempotency_key: Option<&str>,
    ) -> Result<RolloutView, PortalError> {
        let record = idempotency_key
            .map(|key| self.idempotency_record(actor, key, &("rollout", &input)))
            .transpose()?;
        let instead = input.instead.clone().map(RolloutId);
        let started = self.started(actor, input, record).await?;
        if let Some(old) = instead {
            self.end_in_favour(actor, &old, &started.id).await?;
        }
        Ok(started)
    }

    async fn started(
        &self,
        actor: &Actor,
        input: RolloutInput,
        record: Option<IdempotencyRecord>,
    ) -> Result<RolloutView, PortalError> {
        let mut tries = 0;
        loop {
            if let Some(id) = self.made_before(record.as_ref()).await? {
                return self.rollout(actor, &RolloutId(id)).await;
            }
            tries += 1;
            match self.try_start_rollout(actor, input.clone(), record.clone()).await {
                // Only the store's conflicts have a cause: the same key, environment or range was taken at the same moment.
                Err(error) if error.code == ErrorCode::Conflict && error.cause.is_some() && tries < TRIES => {
                }
                started => return started,
            }
        }
    }

    async fn try_start_rollout(
        &self,
        actor: &Actor,
        input: RolloutInput,
        record: Option<IdempotencyRecord>,
    ) -> Result<RolloutView, PortalError> {
        let reason = reason(input.reason.clone())?;
        let declaration = self.declaration(&service_name(&input.service)?).await?;
        let alone = input.break_glass.then(|| self.alone(actor, reason.clone())).transpose()?;
        let action = if alone.is_some() { Action::BreakGlass } else { Action::Request };
        let permit = permit(actor, action, Some(&declaration.team))?;
        self.check_instead(actor, &input).await?;
        let prepared = self.prepare(&declaration, &input).await?;
        if let Some(why) = prepared.problems.first() {
            let all: Vec<String> = prepared.problems.iter().map(ToString::to_string).collect();
            let message = format!("Nothing was started: {}.", all.join("; "));
            return Err(PortalError::conflict(message).for_reason(why.clone()));
        }
        // Environments and ranges are given out one at a time; other replicas are met in the store.
        let _turn = match input.carry {
            Some(_) => Some(self.assembling.lock().await),
            None => None,
        };
        let id = RolloutId::from_unique(&self.ids.unique());
        let start = self.carrying(actor, &declaration, &prepared, &id, &input).await?;
        let opening = Opening {
            id,
            stage: prepared.stage,
            release: prepared.release,
            kind: Kind::Forward,
            strategy: prepared.strategy,
            enforcement: prepared.enforcement,
            requester: actor,
            reason,
            alone,
            carries: start.carries,
        };
        let along = (start.request, start.writes);
        let opened = self.open_rollout(&permit, opening, record, along).await?;
        self.rollout_view(actor, &opened.value, opened.version).await
    }

    pub(super) async fn open_rollout(
        &self,
        permit: &Permit,
        opening: Opening<'_>,
        record: Option<IdempotencyRecord>,
        (request, writes): (Option<request::Step>, Vec<Write>),
    ) -> Result<Versioned<Rollout>, PortalError> {
        let now = self.now();
        let step = Rollout::open(opening, now);
        let value = step.next.clone();
        let mut commit = self.rollout_commit(permit, None, step, Along::default(), now);
        self.with_request(&mut commit, permit, request, writes).await?;
        let made = value.id.to_string();
        commit.writes.extend(record.map(|record| Write::Idempotency(IdempotencyRecord { made, ..record })));
        self.store.commit(commit).await?;
        Ok(Versioned { version: 1, value })
    }

    async fn prepare(
        &self,
        declaration: &Declaration,
        input: &RolloutInput,
    ) -> Result<Prepared, PortalError> {
        let service = &declaration.service;
        let stage = self.stage_rules(&input.stage)?;
        let release = self.release_meant(service, input.release.trim()).await?;
        let exclude = self.regions("exclude", &input.exclude)?;
        let strategy = strategy::strategy(declaration, &stage.name, &self.rules, &exclude);
        let mut strategy = strategy.map_err(|problems| {
            PortalError::invalid(format!("{}: {}.", declaration.repository, problems.join("; ")))
        })?;
        strategy.risks = self.risks(service, &stage.name, &strategy).await?;
        strategy.approval = stage.approval_for(&strategy.risks);
        let lossy = [&strategy.risks, &BTreeSet::from([Risk::ReplacesStateful])];
        let lossy: BTreeSet<Risk> = lossy.into_iter().flatten().copied().collect();
        let quorum = Quorum { usual: strategy.approval.clone(), stateful: stage.approval_for(&lossy) };
        let mut problems = Vec::new();
        if !stage.teams.is_empty() && !stage.teams.contains(&declaration.team) {
            let (team, stage) = (declaration.team.clone(), stage.name.clone());
            problems.push(Reason::Stage { team, stage });
        }
        if let Some(after) = &strategy.after {
            let digest = &release.artifact.digest;
            if !self.store.has_succeeded(service, after, digest).await? {
                let version = release.version.to_string();
                problems.push(Reason::NotProven { version, stage: after.clone() });
            }
        }
        if input.carry.is_some() && input.break_glass {
            problems.push(Reason::PlannedLater);
        }
        let enforcement = self.enforcement(&strategy.workflow.repository, &stage.name).await;
        Ok(Prepared { release, stage: stage.name.clone(), strategy, enforcement, problems, quorum })
    }

    /// What makes it riskier than others of its stage, as far as the stage asks for more because of it.
    async fn risks(
        &self,
        service: &ServiceName,
        stage: &StageName,
        strategy: &Strategy,
    ) -> Result<BTreeSet<Risk>, PortalError> {
        let rules = self.rules.stage(stage).map_or(&[][..], |rules| &rules.risks);
        if rules.is_empty() {
            return Ok(BTreeSet::new());
        }
        let running = self.store.deployed(Some(service)).await?;
        let known: BTreeSet<_> = running
            .iter()
            .filter(|deployed| &deployed.stage == stage)
            .map(|deployed| &deployed.region)
            .collect();
        let first =
            strategy.waves.iter().flat_map(|wave| &wave.regions).any(|region| !known.contains(region));
        let found = first.then_some(Risk::FirstInRegion).into_iter();
        Ok(found.filter(|risk| rules.iter().any(|rule| &rule.risk == risk)).collect())
    }

    /// Somebody on call who goes ahead without an approval says why.
    fn alone(&self, actor: &Actor, why: Option<String>) -> Result<By, PortalError> {
        if why.is_none() {
            let why = Reason::NeedsReason;
            return Err(PortalError::invalid(
                "Nothing was started: a reason is needed, and everybody can read it.",
            )
            .at("reason", format!("{why}."))
            .for_reason(why));
        }
        Ok(By { actor: actor.id.clone(), name: actor.name.clone(), why, at: self.now() })
    }

    fn stage_rules(&self, text: &str) -> Result<&StageRules, PortalError> {
        let stage = StageName::parse(text).ok().and_then(|name| self.rules.stage(&name));
        stage.ok_or_else(|| {
            let known: Vec<&str> = self.rules.stages.iter().map(|stage| stage.name.as_str()).collect();
            PortalError::invalid(format!("There is no stage {text:?}."))
                .at("stage", format!("must be one of {}", known.join(", ")))
        })
    }

    /// Configured regions, as `field` names them.
    pub(crate) fn regions(&self, field: &str, texts: &[String]) -> Result<BTreeSet<RegionName>, PortalError> {
        let region = |text: &String| {
            let region = RegionName::parse(text).ok().filter(|name| self.rules.region(name).is_some());
            region.ok_or_else(|| {
                PortalError::invalid(format!("There is no region {text:?}."))
                    .at(field, "must name configured regions")
            })
        };
        texts.iter().map(region).collect()
    }
}

pub(super) fn service_name(text: &str) -> Result<ServiceName, PortalError> {
    Ok(ServiceName::parse(text)?)
}

pub(super) fn reason(text: Option<String>) -> Result<Option<String>, PortalError> {
    optional("reason", text, LONGEST_COMMENT)
}

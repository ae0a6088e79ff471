//! Starting rollouts: forwards, and back.

use super::step::Along;
use crate::Portal;
use crate::declared::strategy;
use crate::ports::Versioned;
use crate::words::{LONGEST_COMMENT, optional};
use domain::PortalError;
use domain::declared::Declaration;
use domain::ids::{ReleaseId, RolloutId};
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::{Action, Permit, permit};
use domain::release::Release;
use domain::rollout::{Enforcement, Kind, Opening, Rollout, Strategy, WaveRules};
use domain::rules::StageRules;
use domain::view::{RolloutInput, RolloutPreview, RolloutView};
use std::collections::{BTreeMap, BTreeSet};

/// A rollout that could start, with what stands in its way.
struct Prepared {
    release: Release,
    stage: StageName,
    strategy: Strategy,
    enforcement: Enforcement,
    problems: Vec<String>,
}

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
        let service = prepared.release.service.clone();
        let behind = self.store.queued_rollouts(&service, &prepared.stage).await?.into_iter().next();
        let running = self.store.deployed(Some(&service)).await?;
        Ok(RolloutPreview {
            service,
            team: prepared.release.team.clone(),
            running: running.into_iter().filter(|deployed| deployed.stage == prepared.stage).collect(),
            stage: prepared.stage,
            release: prepared.release,
            strategy: prepared.strategy,
            enforcement: prepared.enforcement,
            behind,
            problems: prepared.problems,
        })
    }

    /// Starts a rollout: its artifact is copied at once, its waves open when their gates do.
    pub async fn start_rollout(
        &self,
        actor: &Actor,
        input: RolloutInput,
    ) -> Result<RolloutView, PortalError> {
        let reason = reason(input.reason.clone())?;
        let declaration = self.declaration(&service_name(&input.service)?).await?;
        let permit = permit(actor, Action::Request, Some(&declaration.team))?;
        let prepared = self.prepare(&declaration, &input).await?;
        if !prepared.problems.is_empty() {
            return Err(PortalError::conflict(format!(
                "Nothing was started: {}.",
                prepared.problems.join("; ")
            )));
        }
        let opening = Opening {
            id: RolloutId::from_unique(&self.ids.unique()),
            stage: prepared.stage,
            release: prepared.release,
            kind: Kind::Forward,
            strategy: prepared.strategy,
            enforcement: prepared.enforcement,
            requester: actor,
            reason,
        };
        let opened = self.open_rollout(&permit, opening).await?;
        Ok(self.rollout_view(actor, &opened.value, opened.version))
    }

    pub(super) async fn open_rollout(
        &self,
        permit: &Permit,
        opening: Opening<'_>,
    ) -> Result<Versioned<Rollout>, PortalError> {
        let now = self.now();
        let step = Rollout::open(opening, now);
        let value = step.next.clone();
        let commit = self.rollout_commit(permit, None, step, Along::default(), now);
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
        let exclude = self.regions(&input.exclude)?;
        let strategy = strategy::strategy(declaration, &stage.name, &self.rules, &exclude);
        let strategy = strategy.map_err(|problems| {
            PortalError::invalid(format!("{}: {}.", declaration.repository, problems.join("; ")))
        })?;
        let mut problems = Vec::new();
        if !stage.teams.is_empty() && !stage.teams.contains(&declaration.team) {
            problems.push(format!("the team {} may not use the stage {}", declaration.team, stage.name));
        }
        if let Some(after) = &strategy.after {
            let digest = &release.artifact.digest;
            if !self.store.has_succeeded(service, after, digest).await? {
                problems.push(format!(
                    "{} has not come to a good end in {after}; roll it out there first",
                    release.version
                ));
            }
        }
        let enforcement = self.enforcement(&strategy.workflow.repository, &stage.name).await;
        Ok(Prepared { release, stage: stage.name.clone(), strategy, enforcement, problems })
    }

    fn stage_rules(&self, text: &str) -> Result<&StageRules, PortalError> {
        let stage = StageName::parse(text).ok().and_then(|name| self.rules.stage(&name));
        stage.ok_or_else(|| {
            let known: Vec<&str> = self.rules.stages.iter().map(|stage| stage.name.as_str()).collect();
            PortalError::invalid(format!("There is no stage {text:?}."))
                .at("stage", format!("must be one of {}", known.join(", ")))
        })
    }

    pub(super) fn regions(&self, texts: &[String]) -> Result<BTreeSet<RegionName>, PortalError> {
        let region = |text: &String| {
            let region = RegionName::parse(text).ok().filter(|name| self.rules.region(name).is_some());
            region.ok_or_else(|| {
                PortalError::invalid(format!("There is no region {text:?}."))
                    .at("exclude", "must name configured regions")
            })
        };
        texts.iter().map(region).collect()
    }

    /// Takes regions back to what ran there before a rollout: one rollout for each release that they go back to.
    pub(crate) async fn roll_back(
        &self,
        permit: &Permit,
        of: &Rollout,
        regions: &BTreeSet<RegionName>,
        why: Option<String>,
    ) -> Result<Vec<RolloutId>, PortalError> {
        let mut back: BTreeMap<ReleaseId, Vec<RegionName>> = BTreeMap::new();
        for region in regions {
            if let Some(release) = of.before.get(region).filter(|before| *before != &of.release.id) {
                back.entry(release.clone()).or_default().push(region.clone());
            }
        }
        let mut opened = Vec::new();
        for (release, regions) in back {
            let Some(release) = self.store.release(&release).await? else { continue };
            let wave = WaveRules { name: "back".to_owned(), regions, parallel: None, soak_seconds: 0 };
            let strategy = Strategy { waves: vec![wave], approval: None, after: None, ..of.strategy.clone() };
            // The same failure leads to the same rollback, however often its job runs.
            let id = RolloutId(format!("{}_back_{}", of.id, release.id));
            let opening = Opening {
                id: id.clone(),
                stage: of.stage.clone(),
                release,
                kind: Kind::Rollback { of: of.id.clone() },
                strategy,
                enforcement: of.enforcement,
                requester: permit.actor(),
                reason: why.clone(),
            };
            if self.store.rollout(&id).await?.is_none() {
                self.open_rollout(permit, opening).await?;
            }
            opened.push(id);
        }
        Ok(opened)
    }
}

pub(super) fn service_name(text: &str) -> Result<ServiceName, PortalError> {
    Ok(ServiceName::parse(text)?)
}

pub(super) fn reason(text: Option<String>) -> Result<Option<String>, PortalError> {
    optional("reason", text, LONGEST_COMMENT)
}

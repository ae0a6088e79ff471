//! What the portal itself does and knows, as changes.

use super::{ChangeKind, ChangeRecord, Difference, InfrastructureChange, Touch};
use crate::Timestamp;
use crate::freeze::{Freeze, WindowKind};
use crate::names::{RegionName, ServiceName, StageName};
use crate::pipeline::{Launch, LaunchState};
use crate::request::{Request, RequestAction, Target, TargetState};
use crate::rollout::{LaneState, Rollout};
use crate::template::ValueSource;
use crate::values::StoredValue;
use std::collections::{BTreeMap, BTreeSet};

/// What a difference of releases is called; its ends are ids until somebody looks their versions up.
pub const RELEASE: &str = "release";

impl ChangeRecord {
    /// A rollout, as soon as it has begun somewhere.
    pub fn of_rollout(rollout: &Rollout) -> Option<ChangeRecord> {
        let begun = rollout.lanes().filter(|lane| lane.state != LaneState::Pending);
        let touches =
            begun.filter_map(|lane| Some(Touch { region: lane.region.clone(), at: lane.began_at? }));
        let regions: Vec<Touch> = touches.collect();
        let at = first(&regions)?;
        let undoes = rollout.rolls_back().map(ToString::to_string);
        let page = format!("/rollouts/{}", rollout.id);
        Some(ChangeRecord {
            id: rollout.id.to_string(),
            kind: ChangeKind::Release,
            service: Some(rollout.service.clone()),
            team: Some(rollout.team.clone()),
            stage: Some(rollout.stage.clone()),
            at,
            difference: releases(rollout, &regions),
            regions,
            own_clock: true,
            undoes,
            undone_at: None,
            title: rollout.release.version.to_string(),
            infrastructure: None,
            rollback: (!rollout.is_rollback()).then(|| format!("{page}?confirm=roll_back")),
            link: Some(page),
            by: Some(rollout.requester_name.clone()),
        })
    }

    /// A request, once for each stage in which it has begun to be applied.
    pub fn of_request(request: &Request) -> Vec<ChangeRecord> {
        let mut stages: BTreeMap<&StageName, Vec<&Target>> = BTreeMap::new();
        for target in request.targets.iter().filter(|target| target.began_at.is_some()) {
            stages.entry(&target.key.stage).or_default().push(target);
        }
        stages.into_iter().filter_map(|(stage, targets)| of_targets(request, stage, &targets)).collect()
    }

    /// A freeze window that somebody ended: once for each stage and service that it held, or for all.
    pub fn of_freeze(freeze: &Freeze) -> Vec<ChangeRecord> {
        let Some(at) = freeze.ended_at.filter(|_| freeze.kind == WindowKind::Freeze) else {
            // Maintenance held nothing back.
            return Vec::new();
        };
        let one = |stage: Option<&StageName>, service: Option<&ServiceName>| ChangeRecord {
            id: [Some(freeze.id.as_str()), stage.map(StageName::as_str), service.map(ServiceName::as_str)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("/"),
            kind: ChangeKind::FreezeLifted,
            service: service.cloned(),
            team: freeze.team.clone(),
            stage: stage.cloned(),
            at,
            regions: freeze.regions.iter().map(|region| Touch { region: region.clone(), at }).collect(),
            own_clock: true,
            undoes: None,
            undone_at: None,
            title: freeze.title.clone(),
            infrastructure: None,
            link: Some("/freezes".to_owned()),
            by: Some(freeze.by_name.clone()),
            difference: None,
            rollback: None,
        };
        let stages = some_or_all(&freeze.stages);
        let services = some_or_all(&freeze.services);
        stages.iter().flat_map(|stage| services.iter().map(|service| one(*stage, *service))).collect()
    }

    /// A workflow that somebody has started.
    pub fn of_launch(launch: &Launch) -> Option<ChangeRecord> {
        let LaunchState::Started { at, run } = &launch.state else { return None };
        let action = launch.action.as_ref();
        let region: Option<&RegionName> = action.and_then(|action| action.region.as_ref());
        let changes = action.map(|action| action.changes.iter().map(number).collect());
        Some(ChangeRecord {
            id: launch.id.to_string(),
            kind: ChangeKind::Action,
            service: Some(launch.service.clone()),
            team: Some(launch.team.clone()),
            stage: action.map(|action| action.stage.clone()),
            at: *at,
            regions: region.into_iter().map(|region| Touch { region: region.clone(), at: *at }).collect(),
            own_clock: true,
            undoes: None,
            undone_at: None,
            title: action.map_or_else(|| launch.name.clone(), |action| action.name.clone()),
            infrastructure: None,
            link: Some(run.url.clone()),
            by: Some(launch.by_name.clone()),
            difference: changes,
            rollback: None,
        })
    }
}

/// Each of them; `None` for all of them when none is named.
fn some_or_all<T>(named: &[T]) -> Vec<Option<&T>> {
    if named.is_empty() { vec![None] } else { named.iter().map(Some).collect() }
}

fn first(touches: &[Touch]) -> Option<Timestamp> {
    touches.iter().map(|touch| touch.at).min()
}

/// What ran before in the regions that it has reached; nothing differs where the same release ran already.
fn releases(rollout: &Rollout, regions: &[Touch]) -> Option<Vec<Difference>> {
    let before: BTreeSet<_> = regions.iter().map(|touch| rollout.before.get(&touch.region)).collect();
    let others = before.into_iter().filter(|before| *before != Some(&rollout.release.id));
    let differs = others.map(|before| Difference {
        what: RELEASE.to_owned(),
        before: before.map(ToString::to_string),
        after: Some(rollout.release.id.to_string()),
    });
    Some(differs.collect())
}

fn of_targets(request: &Request, stage: &StageName, targets: &[&Target]) -> Option<ChangeRecord> {
    let touch = |target: &&Target| Some(Touch { region: target.key.region.clone(), at: target.began_at? });
    let regions: Vec<Touch> = targets.iter().filter_map(touch).collect();
    let kind = match request.action {
        RequestAction::Update => ChangeKind::Parameter,
        RequestAction::Create | RequestAction::Delete => ChangeKind::Request,
    };
    let undo =
        |target: &&Target| format!("/requests/new?action=update&environment={}", target.environment_id);
    Some(ChangeRecord {
        id: format!("{}/{stage}", request.id),
        kind,
        service: Some(request.service.clone()),
        team: Some(request.team.clone()),
        stage: Some(stage.clone()),
        at: first(&regions)?,
        regions,
        own_clock: true,
        undoes: None,
        undone_at: undone(targets),
        title: format!("{} {}", request.action.as_str(), request.template),
        infrastructure: Some(InfrastructureChange {
            action: request.action,
            template: request.template.clone(),
        }),
        link: Some(format!("/requests/{}", request.id)),
        by: Some(request.requester_name.clone()),
        difference: given(targets),
        rollback: targets.first().filter(|_| kind == ChangeKind::Parameter).map(undo),
    })
}

/// CloudFormation took back what failed.
fn undone(targets: &[&Target]) -> Option<Timestamp> {
    let undone = targets.iter().map(|target| match target.state {
        TargetState::Failed { at, rolled_back: true, .. } | TargetState::Cancelled { at } => Some(at),
        _ => None,
    });
    undone.collect::<Option<Vec<Timestamp>>>()?.into_iter().max()
}

/// The values that people gave. What an environment had before stands in its history, not in the request.
fn given(targets: &[&Target]) -> Option<Vec<Difference>> {
    let unchanged = |target: &&Target| matches!(target.state, TargetState::Succeeded { unchanged: true, .. });
    if targets.iter().all(unchanged) {
        return Some(Vec::new());
    }
    let by_people = |source: ValueSource| matches!(source, ValueSource::Shared | ValueSource::Override);
    let values =
        targets.iter().flat_map(|target| &target.values).filter(|(_, value)| by_people(value.source));
    let named: BTreeSet<(String, Option<String>)> =
        values.map(|(name, value)| (name.clone(), shown(&value.value))).collect();
    let differs = named.into_iter().map(|(what, after)| Difference { what, before: None, after });
    // A new version of a template may change something without a value.
    Some(differs.collect()).filter(|differs: &Vec<Difference>| !differs.is_empty())
}

fn shown(value: &StoredValue) -> Option<String> {
    value.shown().map(str::to_owned)
}

fn number(change: &crate::pipeline::Change) -> Difference {
    Difference {
        what: change.input.clone(),
        before: change.before.map(|before| before.to_string()),
        after: Some(change.after.to_string()),
    }
}

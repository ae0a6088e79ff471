use super::{About, News, NoticeKind, Who};
use crate::rollout::{By, LaneState, Rollout, RolloutStatus};

/// What a step of a rollout is worth telling.
pub fn of_rollout(before: Option<&Rollout>, next: &Rollout) -> Vec<News> {
    let mut told = deeds(before, next);
    let (was, is) = (before.map(Rollout::status), next.status());
    let begins = before.is_none() && next.is_rollback();
    if begins {
        told.push(News {
            by: Some(requester(next)),
            why: next.reason.clone(),
            ..news(next, NoticeKind::RolledBack)
        });
    }
    if was != Some(is) {
        told.extend(reached(next, is));
    }
    told
}

fn reached(next: &Rollout, status: RolloutStatus) -> Option<News> {
    match status {
        RolloutStatus::AwaitingApproval => Some(News {
            rules: next.strategy.approval.iter().cloned().collect(),
            by: Some(requester(next)),
            why: next.reason.clone(),
            ..news(next, NoticeKind::ApprovalWanted)
        }),
        RolloutStatus::Succeeded => Some(news(next, NoticeKind::RolloutSucceeded)),
        RolloutStatus::Failed | RolloutStatus::Errored => {
            Some(News { why: trouble(next), ..news(next, NoticeKind::RolloutHalted) })
        }
        _ => None,
    }
}

/// What people did to it.
fn deeds(before: Option<&Rollout>, next: &Rollout) -> Vec<News> {
    let mut told = Vec::new();
    let answers = before.map_or(0, |before| before.approvals.len());
    if let Some(answer) = next.approvals.last().filter(|_| answers < next.approvals.len()) {
        told.push(News {
            decision: Some(answer.decision),
            by: Some(Who { id: answer.by.clone(), name: answer.by_name.clone() }),
            why: answer.comment.clone(),
            ..news(next, NoticeKind::Decided)
        });
    }
    let glass = next.glass.as_ref().filter(|_| before.is_none_or(|before| before.glass.is_none()));
    if let Some(glass) = glass {
        told.push(by(next, NoticeKind::GlassBroken, &glass.by));
        told.push(by(next, NoticeKind::ReviewDue, &glass.by));
    }
    let asked = before.and_then(|before| before.override_asked.as_ref());
    if let Some(wants) = next.override_asked.as_ref().filter(|wants| asked != Some(wants)) {
        told.push(by(next, NoticeKind::OverrideWanted, wants));
    }
    let overridden = before.and_then(|before| before.override_freeze.as_ref());
    if let Some(did) = next.override_freeze.as_ref().filter(|did| overridden != Some(did)) {
        told.push(by(next, NoticeKind::FreezeOverridden, did));
    }
    told
}

fn by(next: &Rollout, kind: NoticeKind, by: &By) -> News {
    let who = Who { id: by.actor.clone(), name: by.name.clone() };
    News { by: Some(who), why: by.why.clone(), ..news(next, kind) }
}

fn requester(next: &Rollout) -> Who {
    Who { id: next.requester.clone(), name: next.requester_name.clone() }
}

/// The first region that says what went wrong.
fn trouble(rollout: &Rollout) -> Option<String> {
    let failed = rollout.lanes().find_map(|lane| match &lane.state {
        LaneState::Failed { reason, .. } | LaneState::Errored { reason, .. } => {
            Some(format!("{}: {reason}", lane.region))
        }
        _ => None,
    });
    failed.or_else(|| rollout.bad_plan().map(|bad| format!("{}: {}", bad.region, bad.reason)))
}

fn news(rollout: &Rollout, kind: NoticeKind) -> News {
    let regions: Vec<&str> = rollout.lanes().map(|lane| lane.region.as_str()).collect();
    News {
        kind,
        about: About::Rollout(rollout.id.clone()),
        team: Some(rollout.team.clone()),
        subject: format!("{} {}", rollout.service, rollout.release.version),
        rollback: rollout.is_rollback(),
        place: format!("{} · {}", rollout.stage, regions.join(", ")),
        authors: [rollout.requester.clone()].into(),
        to: Default::default(),
        rules: Vec::new(),
        decision: None,
        by: None,
        why: None,
    }
}

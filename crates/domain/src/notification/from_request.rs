use super::{About, News, NoticeKind, Who};
use crate::approval::Decision;
use crate::request::{Closing, Request, RequestAction, RequestStatus};
use std::collections::BTreeSet;

/// What a step of a request is worth telling.
pub fn of_request(before: Option<&Request>, next: &Request) -> Vec<News> {
    // The rollout that carries it tells of both.
    if next.carried_by.is_some() {
        return Vec::new();
    }
    let mut news = Vec::new();
    if let Some(decided) = before.and_then(|before| answered(before, next)) {
        news.push(decided);
    }
    let (was, is) = (before.map(Request::status), next.status());
    if was != Some(is) {
        news.extend(reached(next, is));
    }
    news
}

fn answered(before: &Request, next: &Request) -> Option<News> {
    let answer = next.approvals.last().filter(|_| before.approvals.len() < next.approvals.len())?;
    Some(News {
        decision: Some(answer.decision),
        by: Some(Who { id: answer.by.clone(), name: answer.by_name.clone() }),
        why: answer.comment.clone(),
        ..news(next, NoticeKind::Decided)
    })
}

fn reached(next: &Request, status: RequestStatus) -> Option<News> {
    match status {
        RequestStatus::AwaitingApproval => {
            let rules = next.targets.iter().filter(|target| next.waits_for_approval(target));
            let rules = rules.filter_map(|target| target.approval.clone()).collect();
            let by = Some(Who { id: next.requester.clone(), name: next.requester_name.clone() });
            Some(News { rules, by, why: next.reason.clone(), ..news(next, NoticeKind::ApprovalWanted) })
        }
        RequestStatus::Succeeded => Some(news(next, NoticeKind::RequestSucceeded)),
        RequestStatus::PlanFailed | RequestStatus::Failed | RequestStatus::Errored => {
            Some(News { why: trouble(next), ..news(next, NoticeKind::RequestFailed) })
        }
        RequestStatus::Cancelled => {
            let closed = next.closed.as_ref().filter(|closed| closed.how == Closing::Cancelled)?;
            Some(News {
                decision: Some(Decision::Reject),
                by: Some(Who { id: closed.by.clone(), name: closed.by_name.clone() }),
                why: closed.why.clone(),
                ..news(next, NoticeKind::Decided)
            })
        }
        RequestStatus::Applying if !next.targets.iter().any(|target| target.approval.is_some()) => {
            Some(news(next, NoticeKind::RequestPlanned))
        }
        RequestStatus::Planning
        | RequestStatus::Applying
        | RequestStatus::AwaitingRollout
        | RequestStatus::ChangesRequested
        | RequestStatus::Rejected
        | RequestStatus::Withdrawn => None,
    }
}

/// The first target that says what went wrong.
fn trouble(request: &Request) -> Option<String> {
    request.targets.iter().find_map(|target| target.state.reason().map(str::to_owned))
}

fn news(request: &Request, kind: NoticeKind) -> News {
    let places: BTreeSet<String> = request.targets.iter().map(|target| target.key.to_string()).collect();
    let end = if request.action == RequestAction::Delete { " ✕" } else { "" };
    let mut authors = request.amended_by.clone();
    authors.insert(request.requester.clone());
    News {
        kind,
        about: About::Request(request.id.clone()),
        team: Some(request.team.clone()),
        subject: format!("{} {}{end}", request.service, request.environment),
        rollback: false,
        place: places.into_iter().collect::<Vec<_>>().join(", "),
        authors,
        to: BTreeSet::new(),
        rules: Vec::new(),
        decision: None,
        by: None,
        why: None,
    }
}

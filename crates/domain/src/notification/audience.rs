//! Who is concerned. Nobody is told what they did themselves.

use super::{News, NoticeKind};
use crate::Timestamp;
use crate::delegation::Delegation;
use crate::ids::ActorId;
use crate::people::{Actor, Role};
use crate::permission::{Action, permit};
use crate::rules::ApprovalRule;

/// Everybody there is, and who answers in whose place.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    pub people: &'a [Actor],
    pub delegations: &'a [Delegation],
    pub now: Timestamp,
}

/// The people who have to hear of it, in the order of `world.people`.
pub fn concerned<'a>(news: &News, world: World<'a>) -> Vec<&'a Actor> {
    let did_it = |person: &Actor| news.by.as_ref().is_some_and(|by| by.id == person.id);
    world.people.iter().filter(|person| !did_it(person) && is_concerned(news, person, world)).collect()
}

fn is_concerned(news: &News, person: &Actor, world: World<'_>) -> bool {
    use NoticeKind as K;
    let author = news.authors.contains(&person.id);
    if news.to.contains(&person.id) {
        return true;
    }
    match news.kind {
        K::Test => false,
        K::ApprovalWanted => may_decide(news, person, world),
        K::WaitingTooLong => author || may_decide(news, person, world),
        K::Decided | K::RequestPlanned | K::RequestSucceeded | K::RequestFailed | K::RolloutSucceeded => {
            author
        }
        K::RolloutHalted => author || has(person, news, &[Role::Lead, Role::OnCall]),
        K::RolledBack => author || is_member(person, news),
        K::GlassBroken => true,
        K::ReviewDue => may(person, Action::Review, news),
        K::FreezeAdded => is_member(person, news),
        K::OverrideWanted => may(person, Action::OverrideFreeze, news),
        K::IncidentOpened => has(person, news, &[Role::Lead, Role::OnCall]),
        K::OnCallWanted | K::IncidentAssigned => false,
        K::IncidentResolved => author || has(person, news, &[Role::Lead, Role::OnCall]),
        K::FreezeOverridden => author || has(person, news, &[Role::Lead, Role::OnCall, Role::Admin]),
    }
}

/// Whether the person's yes counts, or counts as somebody's whose yes would.
fn may_decide(news: &News, person: &Actor, world: World<'_>) -> bool {
    let Some(team) = &news.team else { return false };
    let own = news.authors.contains(&person.id);
    let admits = |rule: &ApprovalRule, actor: &Actor, own| rule.admits(actor, own, team).is_ok();
    if news.rules.iter().any(|rule| admits(rule, person, own)) {
        return true;
    }
    let lets = world.delegations.iter().filter(|delegation| delegation.lets(&person.id, team, world.now));
    let mut leads = lets.filter_map(|delegation| find(world.people, &delegation.of));
    leads.any(|lead| {
        let own = own || news.authors.contains(&lead.id);
        news.rules.iter().any(|rule| admits(rule, lead, own))
    })
}

fn find<'a>(people: &'a [Actor], id: &ActorId) -> Option<&'a Actor> {
    people.iter().find(|person| &person.id == id)
}

fn has(person: &Actor, news: &News, roles: &[Role]) -> bool {
    news.team.as_ref().is_none_or(|team| roles.iter().any(|role| person.has_role(*role, team)))
}

fn may(person: &Actor, action: Action, news: &News) -> bool {
    permit(person, action, news.team.as_ref()).is_ok()
}

fn is_member(person: &Actor, news: &News) -> bool {
    news.team.is_none() || person.memberships.iter().any(|membership| membership.team == news.team)
}

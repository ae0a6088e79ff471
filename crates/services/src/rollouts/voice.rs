//! Who answers: somebody whose role it is, or their deputy.

use crate::Portal;
use domain::PortalError;
use domain::approval::Behalf;
use domain::ids::ActorId;
use domain::names::TeamName;
use domain::people::{Actor, Role};
use domain::permission::{Denied, Permit, permit_decision};
use domain::rollout::Rollout;
use domain::rules::ApprovalRule;

/// Somebody's standing towards one rollout.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    pub permit: Permit,
    /// What they are in the team, or whoever they answer for.
    pub roles: Vec<Role>,
    pub on_behalf: Option<Behalf>,
}

/// Those who have named the reader their deputy, by team.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deputed(Vec<(TeamName, Actor)>);

/// What is answered, as far as it matters for who may.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub rules: &'a [ApprovalRule],
    pub team: &'a TeamName,
}

impl Portal {
    /// Everybody in whose place this person may answer now.
    pub(crate) async fn deputed(&self, actor: &Actor) -> Result<Deputed, PortalError> {
        let now = self.now();
        let mut found = Vec::new();
        for delegation in self.store.delegations(now).await? {
            let delegation = delegation.value;
            if !delegation.lets(&actor.id, &delegation.team, now) {
                continue;
            }
            if let Some(lead) = self.store.person(&delegation.of).await? {
                found.push((delegation.team, lead.actor));
            }
        }
        Ok(Deputed(found))
    }

    pub(super) async fn voice(&self, actor: &Actor, rollout: &Rollout) -> Result<Voice, PortalError> {
        Ok(self.deputed(actor).await?.of_rollout(actor, rollout)?)
    }
}

impl Deputed {
    pub(super) fn of_rollout(&self, actor: &Actor, rollout: &Rollout) -> Result<Voice, Denied> {
        let rules: Vec<ApprovalRule> = rollout.strategy.approval.iter().cloned().collect();
        let asked = Asked { rules: &rules, team: &rollout.team };
        self.voice(actor, asked, |id| &rollout.requester == id)
    }

    /// One's own right comes first. Nobody answers what they asked for, in nobody's place; nor does a deputy answer what the
    /// lead asked for.
    pub(crate) fn voice(
        &self,
        actor: &Actor,
        asked: Asked<'_>,
        is_own: impl Fn(&ActorId) -> bool,
    ) -> Result<Voice, Denied> {
        let own = is_own(&actor.id);
        let refused = match permit_decision(actor, None, asked.rules, own, asked.team) {
            Ok(permit) => {
                return Ok(Voice { permit, roles: actor.roles_in(asked.team), on_behalf: None });
            }
            Err(denied) => denied,
        };
        let leads = self.0.iter().filter(|(team, _)| team == asked.team).map(|(_, lead)| lead);
        let mut voices = leads.filter_map(|lead| {
            let own = own || is_own(&lead.id);
            let permit = permit_decision(actor, Some(lead), asked.rules, own, asked.team).ok()?;
            let behalf = Behalf { actor: lead.id.clone(), name: lead.name.clone() };
            Some(Voice { permit, roles: lead.roles_in(asked.team), on_behalf: Some(behalf) })
        });
        voices.next().ok_or(refused)
    }
}

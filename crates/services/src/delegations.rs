//! Deputies: leads name somebody who answers in their place for a span of time.

use crate::Portal;
use crate::ports::{Commit, Versioned, Write};
use domain::audit::AuditNote;
use domain::delegation::Delegation;
use domain::ids::{ActorId, DelegationId};
use domain::names::TeamName;
use domain::people::Actor;
use domain::permission::{Action, Permit, Reason, permit};
use domain::view::{DelegationBoard, DelegationInput};
use domain::{PortalError, Timestamp};
use serde_json::json;

/// Nobody is away for longer; then the role itself should change hands.
const LONGEST_DAYS: i64 = 92;
const DAY_MILLIS: i64 = 24 * 3_600_000;

impl Portal {
    /// One's own delegations, given and taken, and whom one may name.
    pub async fn delegations(&self, actor: &Actor) -> Result<DelegationBoard, PortalError> {
        permit(actor, Action::ManageOwn, None)?;
        let all = self.store.delegations(self.now()).await?.into_iter().map(|found| found.value);
        let (given, taken): (Vec<Delegation>, Vec<Delegation>) = all
            .filter(|one| one.of == actor.id || one.deputy == actor.id)
            .partition(|one| one.of == actor.id);
        let teams: Vec<TeamName> = actor
            .memberships
            .iter()
            .filter_map(|membership| membership.team.clone())
            .filter(|team| permit(actor, Action::Delegate, Some(team)).is_ok())
            .collect();
        let people = self.store.people().await?.into_iter().map(|person| person.actor);
        let mates =
            people.filter(|other| other.id != actor.id && teams.iter().any(|team| is_of(other, team)));
        Ok(DelegationBoard { given, taken, mates: mates.map(|mate| (mate.id, mate.name)).collect(), teams })
    }

    /// Lets somebody of the same team answer in the actor's place.
    pub async fn delegate(&self, actor: &Actor, input: DelegationInput) -> Result<DelegationId, PortalError> {
        let team = TeamName::parse(&input.team)
            .map_err(|error| PortalError::from(error).at("team", "is no team's name"))?;
        let permit = permit(actor, Action::Delegate, Some(&team))?;
        let deputy = self.mate(actor, &team, &ActorId(input.deputy)).await?;
        let now = self.now();
        let (since, until) = span(input.since.unwrap_or(now), input.until, now)?;
        let delegation = Delegation {
            id: DelegationId::from_unique(&self.ids.unique()),
            team,
            of: actor.id.clone(),
            of_name: actor.name.clone(),
            deputy: deputy.id,
            deputy_name: deputy.name,
            since,
            until,
            created_at: now,
        };
        let id = delegation.id.clone();
        self.write_delegation(permit, "named", None, delegation).await?;
        Ok(id)
    }

    /// Takes it back. Only whoever gave it may.
    pub async fn end_delegation(&self, actor: &Actor, id: &DelegationId) -> Result<(), PortalError> {
        let permit = permit(actor, Action::ManageOwn, None)?;
        let found = self.store.delegation(id).await?.filter(|found| found.value.of == actor.id);
        let found = found.ok_or_else(|| PortalError::not_found(format!("delegation {id} of yours")))?;
        if found.value.until <= self.now() {
            return Err(PortalError::conflict("Nothing was changed: this delegation is over.")
                .for_reason(Reason::AlreadySo));
        }
        let next = Delegation { until: self.now(), ..found.value.clone() };
        self.write_delegation(permit, "ended", Some(found), next).await
    }

    async fn mate(&self, actor: &Actor, team: &TeamName, id: &ActorId) -> Result<Actor, PortalError> {
        let found = self.store.person(id).await?.map(|person| person.actor);
        let found = found.filter(|other| other.id != actor.id && is_of(other, team));
        found.ok_or_else(|| {
            PortalError::invalid(format!("A deputy is somebody else of the team {team}."))
                .at("deputy", "must be somebody else of the team")
        })
    }

    async fn write_delegation(
        &self,
        permit: Permit,
        verb: &str,
        before: Option<Versioned<Delegation>>,
        next: Delegation,
    ) -> Result<(), PortalError> {
        let mut commit = Commit::new(permit, self.now());
        commit.audit.push(AuditNote {
            action: format!("deputy.{verb}"),
            subject: next.id.to_string(),
            team: Some(next.team.clone()),
            why: None,
            before: before.as_ref().map_or(serde_json::Value::Null, |before| json!(before.value)),
            after: json!(next),
        });
        let expected = before.map(|before| before.version);
        commit.writes.push(Write::Delegation { expected, next: Box::new(next) });
        self.store.commit(commit).await?;
        Ok(())
    }
}

fn is_of(other: &Actor, team: &TeamName) -> bool {
    other.memberships.iter().any(|membership| membership.team.as_ref() == Some(team))
}

fn span(since: Timestamp, until: Timestamp, now: Timestamp) -> Result<(Timestamp, Timestamp), PortalError> {
    let refuse = |why: &str| Err(PortalError::invalid(format!("Nobody was named: {why}.")).at("until", why));
    if until <= now || until <= since {
        return refuse("it would be over before it begins");
    }
    if until.since(since.max(now)) > LONGEST_DAYS * DAY_MILLIS {
        return refuse(&format!("it may last for {LONGEST_DAYS} days at most"));
    }
    Ok((since, until))
}

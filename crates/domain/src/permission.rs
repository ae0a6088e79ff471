//! Who may do what. A [`Permit`] is the only key to a commit, and only [`permit`] makes one.

mod reason;

pub use reason::{Busy, Deed, Reason};

use crate::freeze::WindowKind;
use crate::names::TeamName;
use crate::people::{Actor, Role};
use crate::rules::ApprovalRule;
use serde::{Deserialize, Serialize};

/// Everything that can be done to the portal, one word each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// See environments, requests, templates and the audit trail.
    View,
    /// Ask for environments, their change or their end; amend and withdraw such requests.
    Request,
    /// Answer a request that waits for approval.
    Decide,
    /// Cancel a request, whoever made it.
    Cancel,
    /// Plan and apply again what failed.
    Retry,
    /// Let a rollout through freeze windows that somebody else has asked for.
    OverrideFreeze,
    /// Let a rollout go ahead without the approval that it lacks.
    BreakGlass,
    /// Write the review that is due afterwards.
    Review,
    /// Name a deputy who answers in one's place.
    Delegate,
    /// Make, end and delete freeze windows.
    Freeze,
    /// Say where a team hears of things.
    ManageChannels,
    /// Compare what runs with what was asked for.
    DetectDrift,
    /// Start, cancel and re-run workflows of a service's repository.
    RunPipeline,
    /// Tell of changes that were made elsewhere, and which one an incident came from.
    Explain,
    /// Open incidents, acknowledge, assign, note, resolve and reopen them.
    Respond,
    /// Make and revoke one's own access tokens, sign out, save drafts.
    ManageOwn,
    /// Send in what a probe location has found.
    Measure,
    /// What the portal does by itself.
    Operate,
}

impl Action {
    pub const ALL: [Action; 18] = [
        Action::View,
        Action::Request,
        Action::Decide,
        Action::Cancel,
        Action::Retry,
        Action::OverrideFreeze,
        Action::BreakGlass,
        Action::Review,
        Action::Delegate,
        Action::Freeze,
        Action::ManageChannels,
        Action::DetectDrift,
        Action::RunPipeline,
        Action::Explain,
        Action::Respond,
        Action::ManageOwn,
        Action::Measure,
        Action::Operate,
    ];
}

/// Proof that somebody may do one thing for one team.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    action: Action,
    team: Option<TeamName>,
}

impl Permit {
    /// The portal's own permit, for workers.
    pub fn portal() -> Self {
        Permit { actor: Actor::portal(), action: Action::Operate, team: None }
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn action(&self) -> Action {
        self.action
    }

    pub fn team(&self) -> Option<&TeamName> {
        self.team.as_ref()
    }
}

/// A refusal, with the reason that disabled buttons show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{reason}")]
pub struct Denied {
    pub action: Action,
    pub reason: Reason,
}

/// Roles that may do an action for a team; `None`: everybody signed in.
pub fn roles_for(action: Action) -> Option<&'static [Role]> {
    match action {
        Action::View | Action::ManageOwn => None,
        Action::Request => Some(&[Role::Developer, Role::Lead, Role::Admin]),
        Action::Decide | Action::Review | Action::Delegate => Some(&[Role::Lead]),
        Action::OverrideFreeze | Action::Freeze | Action::ManageChannels => Some(&[Role::Lead, Role::Admin]),
        Action::BreakGlass => Some(&[Role::OnCall]),
        Action::Cancel
        | Action::Retry
        | Action::DetectDrift
        | Action::RunPipeline
        | Action::Explain
        | Action::Respond => Some(&[Role::Developer, Role::Lead, Role::OnCall, Role::Admin]),
        Action::Measure | Action::Operate => Some(&[]),
    }
}

/// Asks for a permit. `team` is the owner of what is acted upon.
pub fn permit(actor: &Actor, action: Action, team: Option<&TeamName>) -> Result<Permit, Denied> {
    let granted = || Permit { actor: actor.clone(), action, team: team.cloned() };
    let Some(roles) = roles_for(action) else {
        return Ok(granted());
    };
    let allowed = team.is_some_and(|team| roles.iter().any(|role| actor.has_role(*role, team)));
    if allowed {
        return Ok(granted());
    }
    Err(Denied { action, reason: refusal(roles, team) })
}

/// Asks for the permit to make, end and delete freeze windows of a team; `None`: those that hold everybody.
pub fn permit_freeze(actor: &Actor, team: Option<&TeamName>) -> Result<Permit, Denied> {
    permit_for(actor, Action::Freeze, team)
}

/// Asks for the permit to make, end and delete a window of a team; `None`: one for everybody. Maintenance holds nothing and only
/// silences, so whoever may respond to the team's incidents may announce it.
pub fn permit_window(actor: &Actor, kind: WindowKind, team: Option<&TeamName>) -> Result<Permit, Denied> {
    match (kind, team) {
        (WindowKind::Maintenance, Some(_)) => permit(actor, Action::Respond, team),
        (WindowKind::Maintenance, None) | (WindowKind::Freeze, _) => permit_freeze(actor, team),
    }
}

/// Asks for the permit to tell of a change of a team's service; `None`: of whatever runs somewhere.
pub fn permit_explain(actor: &Actor, team: Option<&TeamName>) -> Result<Permit, Denied> {
    permit_for(actor, Action::Explain, team)
}

/// Without a team it concerns everybody, which takes an admin of the platform.
fn permit_for(actor: &Actor, action: Action, team: Option<&TeamName>) -> Result<Permit, Denied> {
    match team {
        Some(_) => permit(actor, action, team),
        None if actor.is_admin() => Ok(Permit { actor: actor.clone(), action, team: None }),
        None => Err(Denied { action, reason: Reason::PlatformAdmin }),
    }
}

/// Asks for the permit to say what a probe location has found: it speaks of everybody's services.
pub fn permit_measuring(actor: &Actor) -> Result<Permit, Denied> {
    let action = Action::Measure;
    match actor.is_admin() {
        true => Ok(Permit { actor: actor.clone(), action, team: None }),
        false => Err(Denied { action, reason: Reason::PlatformAdmin }),
    }
}

/// Asks for the permit to answer a request, under the rules of the stages that wait for an answer. `own` says that its
/// content is, at least in part, the actor's: nobody approves what they asked for. `stands_for` is whoever's deputy answers.
pub fn permit_decision<'a>(
    actor: &Actor,
    stands_for: Option<&Actor>,
    rules: impl IntoIterator<Item = &'a ApprovalRule>,
    own: bool,
    team: &TeamName,
) -> Result<Permit, Denied> {
    let mut refusal = Reason::NeedsNoApproval;
    for rule in rules {
        match rule.admits(stands_for.unwrap_or(actor), own, team) {
            Ok(()) => {
                return Ok(Permit { actor: actor.clone(), action: Action::Decide, team: Some(team.clone()) });
            }
            Err(reason) => refusal = reason,
        }
    }
    Err(Denied { action: Action::Decide, reason: refusal })
}

/// Asks for the permit to do a guarded action, whose owners say which roles may.
pub fn permit_guarded(actor: &Actor, roles: &[Role], team: &TeamName) -> Result<Permit, Denied> {
    let action = Action::RunPipeline;
    match roles.iter().any(|role| actor.has_role(*role, team)) {
        true => Ok(Permit { actor: actor.clone(), action, team: Some(team.clone()) }),
        false => Err(Denied { action, reason: refusal(roles, Some(team)) }),
    }
}

fn refusal(roles: &[Role], team: Option<&TeamName>) -> Reason {
    match roles.is_empty() {
        true => Reason::PortalOnly,
        false => Reason::Role { roles: roles.to_vec(), team: team.cloned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ActorId;
    use crate::people::Membership;

    fn team(name: &str) -> TeamName {
        TeamName::parse(name).expect("a team")
    }

    fn member(role: Role, of: Option<&str>) -> Actor {
        Actor {
            id: ActorId("usr_1".into()),
            login: "someone".into(),
            name: "Someone".into(),
            memberships: vec![Membership { team: of.map(team), role }],
        }
    }

    #[test]
    fn every_action_times_every_role_times_both_teams() {
        use Action::*;
        let everybody = [View, ManageOwn];
        let own_team = |role| match role {
            Role::Developer => vec![Request, Cancel, Retry, DetectDrift, RunPipeline, Explain, Respond],
            Role::Lead => {
                vec![
                    Request,
                    Decide,
                    Cancel,
                    Retry,
                    OverrideFreeze,
                    Review,
                    Delegate,
                    Freeze,
                    ManageChannels,
                    DetectDrift,
                    RunPipeline,
                    Explain,
                    Respond,
                ]
            }
            Role::OnCall => vec![Cancel, Retry, BreakGlass, DetectDrift, RunPipeline, Explain, Respond],
            Role::Admin => {
                vec![
                    Request,
                    Cancel,
                    Retry,
                    OverrideFreeze,
                    Freeze,
                    ManageChannels,
                    DetectDrift,
                    RunPipeline,
                    Explain,
                    Respond,
                ]
            }
        };
        for role in Role::ALL {
            for action in Action::ALL {
                let own = permit(&member(role, Some("a")), action, Some(&team("a"))).is_ok();
                let other = permit(&member(role, Some("b")), action, Some(&team("a"))).is_ok();
                let open = everybody.contains(&action);
                assert_eq!(own, open || own_team(role).contains(&action), "{role:?} {action:?} own team");
                assert_eq!(other, open, "{role:?} {action:?} other team");
            }
        }
    }

    #[test]
    fn maintenance_is_for_whoever_responds_and_freezes_are_not() {
        let may = |role, kind, of: Option<&str>| {
            permit_window(&member(role, Some("a")), kind, of.map(team).as_ref()).is_ok()
        };
        for role in Role::ALL {
            let leads = matches!(role, Role::Lead | Role::Admin);
            assert!(may(role, WindowKind::Maintenance, Some("a")), "{role:?}");
            assert!(!may(role, WindowKind::Maintenance, Some("b")), "{role:?} of another team");
            assert!(!may(role, WindowKind::Maintenance, None), "{role:?} for everybody");
            assert_eq!(may(role, WindowKind::Freeze, Some("a")), leads, "{role:?}");
        }
    }

    #[test]
    fn a_guarded_action_is_for_the_roles_that_its_owners_name() {
        let roles = [Role::OnCall, Role::Admin];
        for role in Role::ALL {
            let own = permit_guarded(&member(role, Some("a")), &roles, &team("a")).is_ok();
            assert_eq!(own, roles.contains(&role), "{role:?}");
            assert!(permit_guarded(&member(role, Some("b")), &roles, &team("a")).is_err(), "{role:?}");
        }
        assert!(permit_guarded(&member(Role::Admin, None), &roles, &team("a")).is_ok());
        assert!(permit_guarded(&member(Role::Admin, None), &[], &team("a")).is_err());
    }

    #[test]
    fn a_platform_wide_admin_may_act_for_any_team_but_not_decide() {
        let admin = member(Role::Admin, None);
        assert!(permit(&admin, Action::Request, Some(&team("a"))).is_ok());
        assert!(permit(&admin, Action::Decide, Some(&team("a"))).is_err());
    }

    #[test]
    fn a_refusal_says_what_it_would_take() {
        let denied = permit(&member(Role::Developer, Some("b")), Action::Decide, Some(&team("a")));
        assert_eq!(denied.expect_err("refused").to_string(), "only a team lead of the team a may do this");
    }
}

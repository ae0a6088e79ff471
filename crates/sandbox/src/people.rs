use domain::ids::ActorId;
use domain::names::{InvalidName, TeamName};
use domain::people::{Actor, Membership, Role};

/// Somebody to be, with a fixed access token for scripts.
#[derive(Clone, Debug)]
pub struct SandboxPerson {
    pub actor: Actor,
    pub token: &'static str,
}

/// Four people of two teams, one per role.
pub fn people() -> Result<[SandboxPerson; 4], InvalidName> {
    let (streaming, platform) = (TeamName::parse("streaming")?, TeamName::parse("platform")?);
    let of = |team: &TeamName, role| Membership { team: Some(team.clone()), role };
    let everywhere = Membership { team: None, role: Role::Admin };
    Ok([
        person("developer", "Dana Kim", "sandbox-developer", vec![of(&streaming, Role::Developer)]),
        person("lead", "Jiwoo Lee", "sandbox-lead", vec![of(&streaming, Role::Lead)]),
        person("oncall", "Minjun Park", "sandbox-oncall", vec![of(&streaming, Role::OnCall)]),
        person("admin", "Sora Choi", "sandbox-admin", vec![of(&platform, Role::Admin), everywhere]),
    ])
}

fn person(login: &str, name: &str, token: &'static str, memberships: Vec<Membership>) -> SandboxPerson {
    let id = ActorId::from_unique(login);
    SandboxPerson { actor: Actor { id, login: login.to_owned(), name: name.to_owned(), memberships }, token }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_there_once_and_two_teams() {
        let people = people().expect("valid names");
        let roles: Vec<Role> = people.iter().map(|person| person.actor.memberships[0].role).collect();
        assert_eq!(roles, Role::ALL);
        let teams: std::collections::BTreeSet<_> = people.iter().map(|p| p.actor.home_team()).collect();
        assert_eq!(teams.len(), 2);
        assert!(people[3].actor.is_admin());
        assert_eq!(people[0].actor.id.as_str(), "usr_developer");
    }
}

use super::PersonToken;
use async_trait::async_trait;
use domain::names::TeamName;
use domain::people::{Membership, Role};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a provider of identities does not say who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// It says no to the person, in its own words: the code was used, the grant was revoked.
    #[error("it refuses: {0}")]
    Refused(String),
    /// It does not answer, wants to be left alone, does not know the portal, or something of its own is broken.
    #[error("it does not answer: {0}")]
    Unreachable(String),
    /// What it says must not be believed: a wrong signature, issuer, audience or nonce.
    #[error("its answer cannot be trusted: {0}")]
    Untrusted(String),
}

/// One sign-in under way. Whoever comes back must prove that it is theirs.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attempt {
    pub state: String,
    /// Of PKCE.
    pub verifier: String,
    pub nonce: String,
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

/// What a provider says of somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct Identified {
    /// The provider's own id of the person, which never changes.
    pub subject: String,
    pub login: String,
    pub name: String,
    /// What the person's teams or groups are here; the first one names the person's own team.
    pub memberships: Vec<Membership>,
    /// With it the provider can be asked again while the person is away; a secret. `None`: it gives none.
    pub grant: Option<String>,
}

impl fmt::Debug for Identified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identified").field("login", &self.login).finish_non_exhaustive()
    }
}

/// A team or group of the provider, and what its members are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRule {
    pub group: String,
    /// `None`: platform-wide.
    pub team: Option<TeamName>,
    pub role: Role,
}

/// An account on GitHub that came with a grant.
#[derive(Clone, PartialEq, Eq)]
pub struct Lent {
    pub login: String,
    pub token: PersonToken,
    /// What it may do, as far as GitHub tells.
    pub scopes: Vec<String>,
    /// Takes the grant's place, because the token had to be renewed; a secret.
    pub renewed: Option<String>,
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lent").field("login", &self.login).finish_non_exhaustive()
    }
}

/// Whoever vouches for people: GitHub, or an OpenID Connect provider.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Part of addresses: `github`.
    fn name(&self) -> &str;

    /// What people call it.
    fn title(&self) -> &str;

    /// Where the browser is sent to; it comes back to `callback`.
    async fn address(&self, attempt: &Attempt, callback: &str) -> Result<String, IdentityError>;

    /// Who came back with this code.
    async fn identify(
        &self,
        attempt: &Attempt,
        code: &str,
        callback: &str,
    ) -> Result<Identified, IdentityError>;

    /// What holds for somebody now, without them.
    async fn ask_again(&self, grant: &str) -> Result<Identified, IdentityError>;

    /// The person's account on GitHub, where it is GitHub that vouches for them and where they agreed to that use.
    async fn lent(&self, grant: &str) -> Result<Option<Lent>, IdentityError> {
        let _ = grant;
        Ok(None)
    }

    /// Whether it answers, for `slipway check`.
    async fn ping(&self) -> Result<(), IdentityError>;
}

/// What members of these groups are, in the order of the rules. Case does not matter.
pub fn memberships<'g>(rules: &[GroupRule], groups: impl IntoIterator<Item = &'g str>) -> Vec<Membership> {
    let groups: Vec<String> = groups.into_iter().map(str::to_lowercase).collect();
    let mut memberships = Vec::new();
    for rule in rules.iter().filter(|rule| groups.contains(&rule.group.to_lowercase())) {
        let membership = Membership { team: rule.team.clone(), role: rule.role };
        if !memberships.contains(&membership) {
            memberships.push(membership);
        }
    }
    memberships
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_become_memberships_in_the_order_of_the_rules() {
        let rule = |group: &str, team: Option<&str>, role| GroupRule {
            group: group.to_owned(),
            team: team.map(|team| TeamName::parse(team).expect("a team")),
            role,
        };
        let rules = [
            rule("acme/leads", Some("streaming"), Role::Lead),
            rule("acme/Streaming", Some("streaming"), Role::Developer),
            rule("acme/everybody", Some("streaming"), Role::Developer),
            rule("acme/platform", None, Role::Admin),
        ];
        let roles = |groups: &[&str]| -> Vec<Role> {
            memberships(&rules, groups.iter().copied()).iter().map(|membership| membership.role).collect()
        };
        assert_eq!(roles(&["ACME/everybody", "acme/streaming", "acme/leads"]), [Role::Lead, Role::Developer]);
        assert_eq!(roles(&["acme/platform"]), [Role::Admin]);
        assert!(roles(&["other/leads", ""]).is_empty());
    }
}

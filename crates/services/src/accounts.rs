//! People's own accounts on GitHub, lent to the portal for answers that GitHub takes from people only. The tokens are
//! sealed, used for nothing else, and shown to nobody.

use crate::Portal;
use crate::ports::{Commit, GithubAccount, Identity, IdentityError, Lent, PersonToken, PipelineError, Write};
use domain::audit::AuditNote;
use domain::ids::ActorId;
use domain::people::Actor;
use domain::permission::{Action, Permit, permit};
use domain::view::{AccountSource, GithubAccountView};
use domain::{ErrorCode, PortalError};
use serde_json::json;

/// No token of GitHub's is longer.
const LONGEST_TOKEN: usize = 255;

/// An account at hand.
pub(crate) struct Account {
    pub login: String,
    pub token: PersonToken,
}

impl Portal {
    /// What the portal has of the actor's account on GitHub; `None`: nothing that it may answer with.
    pub async fn github_account(&self, actor: &Actor) -> Result<Option<GithubAccountView>, PortalError> {
        if let Some(kept) = self.store.github_account(&actor.id).await? {
            let source = AccountSource::Token { kept_at: kept.kept_at };
            return Ok(Some(GithubAccountView { login: kept.login, scopes: kept.scopes, source }));
        }
        let Some(lent) = self.lent_by_sign_in(&actor.id).await? else { return Ok(None) };
        let source = AccountSource::SignIn;
        Ok(Some(GithubAccountView { login: lent.login, scopes: lent.scopes, source }))
    }

    /// Keeps a token of the actor's own, in place of an earlier one. GitHub says whose it is.
    pub async fn keep_github_account(
        &self,
        actor: &Actor,
        token: &str,
    ) -> Result<GithubAccountView, PortalError> {
        let permit = permit(actor, Action::ManageOwn, actor.home_team())?;
        let token = token.trim();
        let sound = token.bytes().all(|byte| byte.is_ascii_graphic());
        if token.is_empty() || token.len() > LONGEST_TOKEN || !sound {
            let message = "That is no access token of GitHub's.";
            return Err(PortalError::invalid(message).at("token", message));
        }
        let owner = self.pipelines.owner(&PersonToken::new(token.to_owned())).await.map_err(not_taken)?;
        let account = GithubAccount {
            actor: actor.id.clone(),
            login: owner.login,
            scopes: owner.scopes,
            token: self.vault.seal(token, self.ids.random())?,
            kept_at: self.now(),
        };
        let source = AccountSource::Token { kept_at: account.kept_at };
        let view = GithubAccountView { login: account.login.clone(), scopes: account.scopes.clone(), source };
        let mut commit = Commit::new(permit, account.kept_at);
        commit.audit.push(note("github_account.kept", actor, Some(&view)));
        commit.writes.push(Write::GithubAccount(account));
        self.store.commit(commit).await?;
        Ok(view)
    }

    /// Forgets the token that the actor has given. Fine when there is none.
    pub async fn forget_github_account(&self, actor: &Actor) -> Result<(), PortalError> {
        let permit = permit(actor, Action::ManageOwn, actor.home_team())?;
        if self.store.github_account(&actor.id).await?.is_none() {
            return Ok(());
        }
        let mut commit = Commit::new(permit, self.now());
        commit.writes.push(Write::DropGithubAccount { actor: actor.id.clone() });
        commit.audit.push(note("github_account.forgotten", actor, None));
        self.store.commit(commit).await?;
        Ok(())
    }

    /// The account with which GitHub can be answered for somebody: the token that they gave, or the one from signing in.
    /// Whoever has no role any more answers for nothing.
    pub(crate) async fn account_of(&self, actor: &ActorId) -> Result<Option<Account>, PortalError> {
        let Some(person) = self.store.person(actor).await? else { return Ok(None) };
        match self.with_roles_of_now(person.actor).await {
            Ok(Some(actor)) if !actor.memberships.is_empty() => {}
            Ok(_) => return Ok(None),
            Err(error) if error.code == ErrorCode::Unavailable => return Ok(None),
            Err(error) => return Err(error),
        }
        if let Some(kept) = self.store.github_account(actor).await? {
            let token = PersonToken::new(self.vault.open(&kept.token)?);
            return Ok(Some(Account { login: kept.login, token }));
        }
        let lent = self.lent_by_sign_in(actor).await?;
        Ok(lent.map(|lent| Account { login: lent.login, token: lent.token }))
    }

    /// The account that came with signing in, where that was with GitHub and for this, too.
    async fn lent_by_sign_in(&self, actor: &ActorId) -> Result<Option<Lent>, PortalError> {
        let Some(identity) = self.store.identity(actor).await? else { return Ok(None) };
        match self.lent(&identity).await? {
            Err(IdentityError::Refused(_)) => {}
            Err(error) => {
                tracing::warn!(%error, %actor, "an account on GitHub is not at hand");
                return Ok(None);
            }
            Ok(lent) => return Ok(lent),
        }
        // Another replica may have renewed the grant at the same moment, which makes the one before void.
        let newer = self.store.identity(actor).await?.filter(|newer| newer.grant != identity.grant);
        let Some(newer) = newer else { return Ok(None) };
        Ok(self.lent(&newer).await?.unwrap_or_default())
    }

    async fn lent(&self, identity: &Identity) -> Result<Result<Option<Lent>, IdentityError>, PortalError> {
        let Ok(provider) = self.provider(&identity.provider) else { return Ok(Ok(None)) };
        let Some(grant) = &identity.grant else { return Ok(Ok(None)) };
        let lent = provider.lent(&self.vault.open(grant)?).await;
        if let Ok(Some(Lent { renewed: Some(renewed), .. })) = &lent {
            let grant = Some(self.vault.seal(renewed, self.ids.random())?);
            let mut commit = Commit::new(Permit::portal(), self.now());
            commit.writes.push(Write::Identity(Identity { grant, ..identity.clone() }));
            self.store.commit(commit).await?;
        }
        Ok(lent)
    }
}

/// Why GitHub does not say whose token it is.
fn not_taken(error: PipelineError) -> PortalError {
    if !error.retryable() {
        let message = format!("Nothing was kept: {error}.");
        return PortalError::invalid(message.clone()).at("token", message);
    }
    PortalError::unavailable(
        "GitHub cannot be asked whose token that is. Nothing was kept; try again in a moment.",
    )
    .because(error.to_string())
}

fn note(action: &str, actor: &Actor, account: Option<&GithubAccountView>) -> AuditNote {
    AuditNote {
        action: action.to_owned(),
        subject: actor.id.to_string(),
        team: actor.home_team().cloned(),
        why: None,
        before: serde_json::Value::Null,
        after: account.map_or(
            serde_json::Value::Null,
            |account| json!({ "label": account.login, "scopes": account.scopes }),
        ),
    }
}

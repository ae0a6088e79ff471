use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::Sql;
use domain::Timestamp;
use domain::ids::{ActorId, DraftId, TokenId};
use services::ports::{Draft, GithubAccount, Identity, Person, Session, Token};

impl Writing {
    pub async fn person(&mut self, person: &Person) -> Result<()> {
        let actor = &person.actor;
        let mut sql = Sql::new("INSERT INTO people (id, login, document) VALUES ");
        sql.tuple([actor.id.as_str().into(), actor.login.as_str().into(), json("a person", actor)?.into()]);
        sql.push(" ON CONFLICT (id) DO UPDATE SET login = excluded.login, document = excluded.document");
        self.run(sql).await.map(|_| ())
    }

    /// Replaces an older one of the same person.
    pub async fn identity(&mut self, identity: &Identity) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO identities (actor, document) VALUES ");
        sql.tuple([identity.actor.as_str().into(), json("an identity", identity)?.into()]);
        sql.push(" ON CONFLICT (actor) DO UPDATE SET document = excluded.document");
        self.run(sql).await.map(|_| ())
    }

    /// Replaces an older one of the same person.
    pub async fn github_account(&mut self, account: &GithubAccount) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO github_accounts (actor, document) VALUES ");
        sql.tuple([account.actor.as_str().into(), json("an account", account)?.into()]);
        sql.push(" ON CONFLICT (actor) DO UPDATE SET document = excluded.document");
        self.run(sql).await.map(|_| ())
    }

    pub async fn drop_github_account(&mut self, actor: &ActorId) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM github_accounts WHERE actor = ");
        sql.bind(actor.as_str());
        self.run(sql).await.map(|_| ())
    }

    pub async fn end_sessions(&mut self, actor: &ActorId) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM sessions WHERE actor = ");
        sql.bind(actor.as_str());
        self.run(sql).await.map(|_| ())
    }

    /// Replaces an older one of the same id, so that fixed tokens can be written at every start.
    pub async fn token(&mut self, token: &Token) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO tokens (id, hash, actor, label, scopes, created_at, expires_at, revoked_at) VALUES ",
        );
        sql.tuple([
            token.id.as_str().into(),
            token.hash.as_str().into(),
            token.actor.as_str().into(),
            token.label.as_str().into(),
            json("a token", &token.scopes)?.into(),
            token.created_at.0.into(),
            token.expires_at.map(|at| at.0).into(),
            token.revoked_at.map(|at| at.0).into(),
        ]);
        sql.push(
            " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, actor = excluded.actor, label = excluded.label,
             scopes = excluded.scopes, created_at = excluded.created_at, expires_at = excluded.expires_at,
             revoked_at = excluded.revoked_at",
        );
        self.run(sql).await.map(|_| ())
    }

    /// The first revocation counts.
    pub async fn revoke_token(&mut self, id: &TokenId, at: Timestamp) -> Result<()> {
        let mut sql = Sql::new("UPDATE tokens SET revoked_at = ");
        sql.bind(at.0).push(" WHERE id = ").bind(id.as_str()).push(" AND revoked_at IS NULL");
        self.run(sql).await.map(|_| ())
    }

    /// Also clears away sessions that had ended by the time at which this one begins.
    pub async fn session(&mut self, session: &Session) -> Result<()> {
        let mut ended = Sql::new("DELETE FROM sessions WHERE expires_at < ");
        ended.bind(session.created_at.0);
        self.run(ended).await?;
        let mut sql = Sql::new("INSERT INTO sessions (hash, actor, created_at, expires_at) VALUES ");
        sql.tuple([
            session.hash.as_str().into(),
            session.actor.as_str().into(),
            session.created_at.0.into(),
            session.expires_at.0.into(),
        ]);
        sql.push(" ON CONFLICT (hash) DO UPDATE SET expires_at = excluded.expires_at");
        self.run(sql).await.map(|_| ())
    }

    pub async fn drop_session(&mut self, hash: &str) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM sessions WHERE hash = ");
        sql.bind(hash);
        self.run(sql).await.map(|_| ())
    }

    /// Replaces an older one of the same id; somebody else's is a conflict.
    pub async fn draft(&mut self, draft: &Draft) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO drafts (id, actor, content, saved_at) VALUES ");
        sql.tuple([
            draft.id.as_str().into(),
            draft.actor.as_str().into(),
            draft.content.as_str().into(),
            draft.saved_at.0.into(),
        ]);
        sql.push(
            " ON CONFLICT (id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at
             WHERE drafts.actor = excluded.actor",
        );
        self.one_row(sql, || format!("{} is somebody else's", draft.id)).await
    }

    pub async fn drop_draft(&mut self, id: &DraftId) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM drafts WHERE id = ");
        sql.bind(id.as_str());
        self.run(sql).await.map(|_| ())
    }
}

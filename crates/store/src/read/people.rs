use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::ids::{ActorId, DraftId};
use services::ports::{Draft, GithubAccount, IdempotencyRecord, Identity, Person, Session, Token};

impl Database {
    pub(crate) async fn read_person(&self, id: &ActorId) -> Result<Option<Person>> {
        let mut sql = Sql::new("SELECT id, document FROM people WHERE id = ");
        sql.bind(id.as_str());
        one("people", sql.fetch_optional(&self.readers).await?, person)
    }

    pub(crate) async fn list_people(&self) -> Result<Vec<Person>> {
        let sql = Sql::new("SELECT id, document FROM people ORDER BY login, id");
        all("people", &sql.fetch_all(&self.readers).await?, person)
    }

    pub(crate) async fn read_identity(&self, actor: &ActorId) -> Result<Option<Identity>> {
        let mut sql = Sql::new("SELECT actor, document FROM identities WHERE actor = ");
        sql.bind(actor.as_str());
        one("identities", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_github_account(&self, actor: &ActorId) -> Result<Option<GithubAccount>> {
        let mut sql = Sql::new("SELECT actor, document FROM github_accounts WHERE actor = ");
        sql.bind(actor.as_str());
        one("github_accounts", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_session(&self, hash: &str) -> Result<Option<Session>> {
        let mut sql = Sql::new("SELECT hash, actor, created_at, expires_at FROM sessions WHERE hash = ");
        sql.bind(hash);
        one("sessions", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(Session {
                hash: row.text("hash")?,
                actor: row.word("actor")?,
                created_at: row.time("created_at")?,
                expires_at: row.time("expires_at")?,
            })
        })
    }

    pub(crate) async fn read_token(&self, hash: &str) -> Result<Option<Token>> {
        let mut sql = Sql::new(
            "SELECT id, hash, actor, label, scopes, created_at, expires_at, revoked_at FROM tokens WHERE hash = ",
        );
        sql.bind(hash);
        one("tokens", sql.fetch_optional(&self.readers).await?, token)
    }

    pub(crate) async fn list_tokens_of(&self, actor: &ActorId) -> Result<Vec<Token>> {
        let mut sql = Sql::new(
            "SELECT id, hash, actor, label, scopes, created_at, expires_at, revoked_at FROM tokens WHERE actor = ",
        );
        sql.bind(actor.as_str()).push(" ORDER BY created_at DESC, id DESC");
        all("tokens", &sql.fetch_all(&self.readers).await?, token)
    }

    pub(crate) async fn read_draft(&self, id: &DraftId) -> Result<Option<Draft>> {
        let mut sql = Sql::new("SELECT id, actor, content, saved_at FROM drafts WHERE id = ");
        sql.bind(id.as_str());
        one("drafts", sql.fetch_optional(&self.readers).await?, draft)
    }

    pub(crate) async fn list_drafts_of(&self, actor: &ActorId) -> Result<Vec<Draft>> {
        let mut sql = Sql::new("SELECT id, actor, content, saved_at FROM drafts WHERE actor = ");
        sql.bind(actor.as_str()).push(" ORDER BY saved_at DESC, id DESC");
        all("drafts", &sql.fetch_all(&self.readers).await?, draft)
    }

    pub(crate) async fn read_idempotency(
        &self,
        actor: &ActorId,
        key: &str,
    ) -> Result<Option<IdempotencyRecord>> {
        let mut sql = Sql::new(
            "SELECT key, actor, content_hash, request_id, used_at FROM idempotency_keys WHERE actor = ",
        );
        sql.bind(actor.as_str()).push(" AND key = ").bind(key);
        one("idempotency_keys", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(IdempotencyRecord {
                actor: row.word("actor")?,
                key: row.text("key")?,
                content_hash: row.text("content_hash")?,
                made: row.text("request_id")?,
                at: row.time("used_at")?,
            })
        })
    }
}

fn person(row: &Record<'_>) -> Result<Person> {
    Ok(Person { actor: row.json("document")? })
}

fn token(row: &Record<'_>) -> Result<Token> {
    Ok(Token {
        id: row.word("id")?,
        actor: row.word("actor")?,
        label: row.text("label")?,
        hash: row.text("hash")?,
        scopes: row.json("scopes")?,
        created_at: row.time("created_at")?,
        expires_at: row.maybe_time("expires_at")?,
        revoked_at: row.maybe_time("revoked_at")?,
    })
}

fn draft(row: &Record<'_>) -> Result<Draft> {
    Ok(Draft {
        id: row.word("id")?,
        actor: row.word("actor")?,
        content: row.text("content")?,
        saved_at: row.time("saved_at")?,
    })
}

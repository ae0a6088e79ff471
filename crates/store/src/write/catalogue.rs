use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::Sql;
use domain::service::CatalogService;
use services::ports::{AddressBook, IdempotencyRecord, TemplateVersion};

impl Writing {
    pub async fn service(&mut self, service: &CatalogService) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO services (name, id, team, created_at) VALUES ");
        sql.tuple([
            service.name.as_str().into(),
            service.id.as_str().into(),
            service.team.as_str().into(),
            service.created_at.0.into(),
        ]);
        self.run(sql).await.map(|_| ())
    }

    pub async fn address_book(&mut self, expected: i64, next: &AddressBook) -> Result<()> {
        let mut sql = Sql::new("UPDATE address_books SET version = ");
        sql.bind(expected + 1).push(", document = ").bind(json("the address book", next)?);
        sql.push(" WHERE version = ").bind(expected);
        self.one_row(sql, || format!("the address book is no longer at version {expected}")).await
    }

    pub async fn template_version(&mut self, version: &TemplateVersion) -> Result<()> {
        let mut sql = Sql::new("INSERT INTO template_versions (digest, name, source, first_seen) VALUES ");
        sql.tuple([
            version.digest.0.as_str().into(),
            version.name.as_str().into(),
            version.source.as_ref().into(),
            version.first_seen.0.into(),
        ]);
        sql.push(" ON CONFLICT (digest) DO NOTHING");
        self.run(sql).await.map(|_| ())
    }

    pub async fn idempotency(&mut self, record: &IdempotencyRecord) -> Result<()> {
        let mut sql =
            Sql::new("INSERT INTO idempotency_keys (actor, key, content_hash, request_id, used_at) VALUES ");
        sql.tuple([
            record.actor.as_str().into(),
            record.key.as_str().into(),
            record.content_hash.as_str().into(),
            record.made.as_str().into(),
            record.at.0.into(),
        ]);
        self.run(sql).await.map(|_| ())
    }
}

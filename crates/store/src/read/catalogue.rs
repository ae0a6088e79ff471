use crate::Database;
use crate::error::Result;
use crate::rows::{Record, all, one};
use crate::sql::Sql;
use domain::names::ServiceName;
use domain::service::CatalogService;
use domain::template::TemplateDigest;
use services::ports::{AddressBook, StoreError, TemplateVersion, Versioned};

impl Database {
    pub(crate) async fn read_service(&self, name: &ServiceName) -> Result<Option<CatalogService>> {
        let mut sql = Sql::new("SELECT name, id, team, created_at FROM services WHERE name = ");
        sql.bind(name.as_str());
        one("services", sql.fetch_optional(&self.readers).await?, service)
    }

    pub(crate) async fn list_services(&self) -> Result<Vec<CatalogService>> {
        let sql = Sql::new("SELECT name, id, team, created_at FROM services ORDER BY name");
        all("services", &sql.fetch_all(&self.readers).await?, service)
    }

    pub(crate) async fn read_address_book(&self) -> Result<Versioned<AddressBook>> {
        let sql = Sql::new("SELECT id, version, document FROM address_books");
        let book = one("address_books", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
        })?;
        book.ok_or_else(|| StoreError::Broken("address_books has no row".to_owned()))
    }

    pub(crate) async fn read_template_version(
        &self,
        digest: &TemplateDigest,
    ) -> Result<Option<TemplateVersion>> {
        let mut sql =
            Sql::new("SELECT digest, name, source, first_seen FROM template_versions WHERE digest = ");
        sql.bind(digest.0.as_str());
        one("template_versions", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(TemplateVersion {
                digest: row.word("digest")?,
                name: row.word("name")?,
                source: row.text("source")?.into(),
                first_seen: row.time("first_seen")?,
            })
        })
    }
}

fn service(row: &Record<'_>) -> Result<CatalogService> {
    Ok(CatalogService {
        id: row.word("id")?,
        name: row.word("name")?,
        team: row.word("team")?,
        created_at: row.time("created_at")?,
    })
}

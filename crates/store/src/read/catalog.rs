//! What repositories say of their services.

use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::{Arg, Sql, containing};
use domain::catalog::{Edge, EntityRef, RelationType, RepositoryRecord, ServiceRecord};
use domain::view::{Listing, ServiceRow};
use services::ports::{KnownRepository, ServiceFacets, ServiceFilter, Versioned};

/// Those of the catalogue, and those that only have environments.
const SERVICES: &str = "SELECT name, document, team, declared, troubled FROM (
        SELECT c.name, c.document, COALESCE(s.team, c.team) AS team, c.declared, c.troubled, c.lifecycle, c.tier, c.sort,
            c.words
        FROM catalog_services AS c LEFT JOIN services AS s ON s.name = c.name
        UNION ALL
        SELECT s.name, NULL, s.team, 0, 0, NULL, NULL, NULL, s.name
        FROM services AS s WHERE NOT EXISTS (SELECT 1 FROM catalog_services AS c WHERE c.name = s.name)
    ) AS found";

impl Database {
    pub(crate) async fn read_catalog_repository(
        &self,
        repository: &str,
    ) -> Result<Option<Versioned<RepositoryRecord>>> {
        let mut sql =
            Sql::new("SELECT repository, version, document FROM catalog_repositories WHERE repository = ");
        sql.bind(repository);
        one("catalog_repositories", sql.fetch_optional(&self.readers).await?, |row| {
            Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
        })
    }

    pub(crate) async fn list_catalog_repositories(&self) -> Result<Vec<KnownRepository>> {
        let sql = Sql::new("SELECT repository, vanished FROM catalog_repositories ORDER BY repository");
        all("catalog_repositories", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(KnownRepository { repository: row.text("repository")?, vanished: row.int("vanished")? == 1 })
        })
    }

    pub(crate) async fn list_catalog_services(
        &self,
        filter: &ServiceFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<ServiceRow>> {
        let mut sql = Sql::new(SERVICES);
        let mut conditions = Conditions::of(&mut sql);
        for word in filter.search.iter().flat_map(|search| search.split_whitespace()) {
            let pattern = containing(&word.to_lowercase());
            conditions.and().push("words LIKE ").bind(pattern).push(" ESCAPE '!'");
        }
        conditions.equal("team = ", filter.team.as_deref());
        conditions.equal("lifecycle = ", filter.lifecycle.as_deref());
        conditions.equal("tier = ", filter.tier.as_deref());
        conditions.equal("sort = ", filter.sort.as_deref());
        if filter.troubled {
            conditions.and().push("troubled = 1");
        }
        if let Some(name) = page::place::<String>(after)? {
            conditions.and().push("name > ").bind(name);
        }
        sql.push(" ORDER BY name LIMIT ").bind(page::fetch(limit));
        let found = all("catalog_services", &sql.fetch_all(&self.readers).await?, service_row)?;
        page::listing(found, limit, |row| row.name.clone())
    }

    pub(crate) async fn list_catalog_facets(&self) -> Result<ServiceFacets> {
        let sql = Sql::new(
            "SELECT 'team' AS facet, team AS word FROM catalog_services WHERE team IS NOT NULL
             UNION SELECT 'team', team FROM services
             UNION SELECT 'lifecycle', lifecycle FROM catalog_services WHERE lifecycle IS NOT NULL
             UNION SELECT 'tier', tier FROM catalog_services WHERE tier IS NOT NULL
             UNION SELECT 'sort', sort FROM catalog_services WHERE sort IS NOT NULL
             ORDER BY 1, 2",
        );
        let mut facets = ServiceFacets::default();
        let found = sql.fetch_all(&self.readers).await?;
        for (facet, word) in
            all("catalog_services", &found, |row| Ok((row.text("facet")?, row.text("word")?)))?
        {
            match facet.as_str() {
                "team" => facets.teams.push(word),
                "lifecycle" => facets.lifecycles.push(word),
                "tier" => facets.tiers.push(word),
                _ => facets.sorts.push(word),
            }
        }
        Ok(facets)
    }

    pub(crate) async fn read_catalog_service(&self, name: &str) -> Result<Option<ServiceRecord>> {
        let mut sql = Sql::new("SELECT name, document FROM catalog_services WHERE name = ");
        sql.bind(name);
        one("catalog_services", sql.fetch_optional(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn list_catalog_edges(&self, entity: &EntityRef, limit: u32) -> Result<Vec<Edge>> {
        let entity = entity.to_string();
        let mut sql = Sql::new("SELECT source, document FROM catalog_edges WHERE source = ");
        sql.bind(entity.as_str()).push(" OR target = ").bind(entity);
        sql.push(" ORDER BY source, target, repository, position LIMIT ").bind(i64::from(limit));
        all("catalog_edges", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }

    /// Services that need others: both ends are services of the catalogue.
    pub(crate) async fn list_dependencies(&self) -> Result<Vec<(String, String)>> {
        let sql = Sql::new(
            "SELECT needing.name AS needing, needed.name AS needed, edge.document AS document
             FROM catalog_edges AS edge JOIN catalog_services AS needing ON needing.entity = edge.source
             JOIN catalog_services AS needed ON needed.entity = edge.target
             ORDER BY needing.name, needed.name",
        );
        let ends = all("catalog_edges", &sql.fetch_all(&self.readers).await?, |row| {
            let (source, target) = (row.text("needing")?, row.text("needed")?);
            Ok(match row.json::<Edge>("document")?.kind {
                RelationType::DependsOn => Some((source, target)),
                RelationType::DependencyOf => Some((target, source)),
                _ => None,
            })
        })?;
        Ok(ends.into_iter().flatten().collect())
    }

    pub(crate) async fn list_catalog_names(&self, entities: &[EntityRef]) -> Result<Vec<(String, String)>> {
        if entities.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT entity, name FROM catalog_services WHERE entity IN ");
        sql.tuple(entities.iter().map(|entity| Arg::from(entity.to_string())));
        all("catalog_services", &sql.fetch_all(&self.readers).await?, |row| {
            Ok((row.text("entity")?, row.text("name")?))
        })
    }
}

fn service_row(row: &Record<'_>) -> Result<ServiceRow> {
    let record: Option<ServiceRecord> = match row.maybe_text("document")? {
        Some(_) => Some(row.json("document")?),
        None => None,
    };
    let bare = ServiceRow {
        name: row.text("name")?,
        title: None,
        team: row.maybe_word("team")?,
        owner: None,
        tier: None,
        lifecycle: None,
        sort: None,
        system: None,
        repository: None,
        declared: row.int("declared")? == 1,
        regions: Vec::new(),
        troubled: row.int("troubled")? == 1,
    };
    Ok(match record {
        None => bare,
        Some(record) => ServiceRow {
            title: record.title,
            owner: record.owner,
            tier: record.tier,
            lifecycle: record.lifecycle,
            sort: record.sort,
            system: record.system,
            repository: Some(record.repository),
            regions: record.regions,
            ..bare
        },
    })
}

//! What repositories say of their services, and what follows from it for lists.

use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use domain::catalog::{Edge, RepositoryRecord, ServiceRecord};
use domain::live::Topic;

impl Writing {
    pub async fn catalog_repository(&mut self, expected: Option<i64>, next: &RepositoryRecord) -> Result<()> {
        match expected {
            None => self.insert_repository(next).await?,
            Some(expected) => self.update_repository(expected, next).await?,
        }
        self.catalog_services(next).await?;
        self.catalog_edges(next).await?;
        self.changed(Topic::Catalog, &next.repository, expected.unwrap_or(0) + 1);
        Ok(())
    }

    pub async fn drop_catalog_repository(&mut self, repository: &str) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM catalog_repositories WHERE repository = ");
        sql.bind(repository);
        self.run(sql).await?;
        self.changed(Topic::Catalog, repository, 0);
        Ok(())
    }

    async fn insert_repository(&mut self, next: &RepositoryRecord) -> Result<()> {
        let mut sql =
            Sql::new("INSERT INTO catalog_repositories (repository, version, vanished, document) VALUES ");
        sql.tuple([
            next.repository.as_str().into(),
            1.into(),
            i64::from(next.vanished_at.is_some()).into(),
            json("a repository", next)?.into(),
        ]);
        self.run(sql).await.map(|_| ())
    }

    async fn update_repository(&mut self, expected: i64, next: &RepositoryRecord) -> Result<()> {
        let mut sql = Sql::new("UPDATE catalog_repositories SET version = ");
        sql.bind(expected + 1).push(", vanished = ").bind(i64::from(next.vanished_at.is_some()));
        sql.push(", document = ").bind(json("a repository", next)?);
        sql.push(" WHERE repository = ").bind(next.repository.as_str());
        sql.push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.repository)).await
    }

    async fn catalog_services(&mut self, repository: &RepositoryRecord) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM catalog_services WHERE repository = ");
        sql.bind(repository.repository.as_str());
        self.run(sql).await?;
        let troubled = !repository.problems.is_empty();
        let mut seen = std::collections::BTreeSet::new();
        let services = repository.services().into_iter().filter(|service| seen.insert(service.name.clone()));
        let rows: Vec<[Arg; 11]> = services.map(|service| row(&service, troubled)).collect::<Result<_>>()?;
        for chunk in rows.chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO catalog_services (name, repository, entity, declared, troubled, team, lifecycle, tier, sort,
                 words, document) VALUES ",
            );
            sql.tuples(chunk.iter().cloned()).push(
                " ON CONFLICT (name) DO UPDATE SET repository = excluded.repository, entity = excluded.entity,
                 declared = excluded.declared, troubled = excluded.troubled, team = excluded.team,
                 lifecycle = excluded.lifecycle, tier = excluded.tier, sort = excluded.sort, words = excluded.words,
                 document = excluded.document
                 WHERE excluded.declared > catalog_services.declared",
            );
            self.run(sql).await?;
        }
        Ok(())
    }

    async fn catalog_edges(&mut self, repository: &RepositoryRecord) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM catalog_edges WHERE repository = ");
        sql.bind(repository.repository.as_str());
        self.run(sql).await?;
        let edges = (0..).zip(repository.edges());
        let rows: Vec<[Arg; 5]> = edges
            .map(|(position, edge)| edge_row(&repository.repository, position, &edge))
            .collect::<Result<_>>()?;
        for chunk in rows.chunks(CHUNK) {
            let mut sql = Sql::new(
                "INSERT INTO catalog_edges (repository, position, source, target, document) VALUES ",
            );
            sql.tuples(chunk.iter().cloned());
            self.run(sql).await?;
        }
        Ok(())
    }
}

fn row(service: &ServiceRecord, troubled: bool) -> Result<[Arg; 11]> {
    Ok([
        service.name.as_str().into(),
        service.repository.as_str().into(),
        service.entity.to_string().into(),
        i64::from(service.declared).into(),
        i64::from(troubled).into(),
        service.team.as_ref().map(|team| team.as_str()).into(),
        service.lifecycle.as_deref().into(),
        service.tier.as_deref().into(),
        service.sort.as_deref().into(),
        words(service).into(),
        json("a service", service)?.into(),
    ])
}

/// What a search looks through.
fn words(service: &ServiceRecord) -> String {
    let owner = service.owner.as_ref().map(|owner| owner.short());
    let texts = [Some(&service.name), service.title.as_ref(), service.description.as_ref(), owner.as_ref()];
    let texts = texts.into_iter().flatten().chain(&service.tags);
    texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n")
}

fn edge_row(repository: &str, position: i64, edge: &Edge) -> Result<[Arg; 5]> {
    Ok([
        repository.into(),
        position.into(),
        edge.source.to_string().into(),
        edge.target.to_string().into(),
        json("a relation", edge)?.into(),
    ])
}

use super::Writing;
use crate::error::Result;
use crate::rows::{json, word};
use crate::sql::{Arg, Sql};
use domain::environment::Environment;
use domain::ids::EnvironmentId;
use domain::live::Topic;

impl Writing {
    pub async fn environment(&mut self, expected: Option<i64>, next: &Environment) -> Result<()> {
        let version = expected.unwrap_or(0) + 1;
        match expected {
            None => self.insert_environment(next).await?,
            Some(expected) => self.update_environment(expected, next).await?,
        }
        self.changed(Topic::Environment, next.id.as_str(), version);
        Ok(())
    }

    async fn insert_environment(&mut self, next: &Environment) -> Result<()> {
        let key = &next.key;
        let [template, digest, status, drift, held, stack, stack_id, usd, updated, document] = columns(next)?;
        let mut sql = Sql::new(
            "INSERT INTO environments (id, version, service, name, stage, region, team, template, template_digest,
             status, drift, held_by, stack_name, stack_id, monthly_usd, updated_at, document) VALUES ",
        );
        sql.tuple([
            next.id.as_str().into(),
            1.into(),
            key.service.as_str().into(),
            key.name.as_str().into(),
            key.stage.as_str().into(),
            key.region.as_str().into(),
            next.team.as_str().into(),
            template,
            digest,
            status,
            drift,
            held,
            stack,
            stack_id,
            usd,
            updated,
            document,
        ]);
        self.run(sql).await.map(|_| ())
    }

    /// Everything but the key, which makes it the same environment.
    async fn update_environment(&mut self, expected: i64, next: &Environment) -> Result<()> {
        let [template, digest, status, drift, held, stack, stack_id, usd, updated, document] = columns(next)?;
        let mut sql = Sql::new("UPDATE environments SET version = ");
        sql.bind(expected + 1).push(", team = ").bind(next.team.as_str());
        sql.push(", template = ").bind(template).push(", template_digest = ").bind(digest);
        sql.push(", status = ").bind(status).push(", drift = ").bind(drift);
        sql.push(", held_by = ").bind(held).push(", stack_name = ").bind(stack);
        sql.push(", stack_id = ").bind(stack_id).push(", monthly_usd = ").bind(usd);
        sql.push(", updated_at = ").bind(updated).push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }

    pub async fn drop_environment(&mut self, id: &EnvironmentId, expected: i64) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM environments WHERE id = ");
        sql.bind(id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{id} is no longer at version {expected}")).await?;
        self.changed(Topic::Environment, id.as_str(), expected + 1);
        Ok(())
    }
}

/// What lists and the matrix show, and the whole as a document.
fn columns(next: &Environment) -> Result<[Arg; 10]> {
    Ok([
        next.template.as_str().into(),
        next.template_digest.0.as_str().into(),
        word(&next.status)?.into(),
        word(&next.drift)?.into(),
        next.held_by.as_ref().map(|id| id.as_str()).into(),
        next.stack_name.as_str().into(),
        next.stack_id.as_deref().into(),
        next.monthly_usd.into(),
        next.updated_at.0.into(),
        json("an environment", next)?.into(),
    ])
}

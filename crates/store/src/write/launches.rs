use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, Sql};
use domain::health::culprit::ChangeRecord;
use domain::live::Topic;
use domain::pipeline::Launch;

impl Writing {
    /// Writes a launch and its live event.
    pub async fn launch(&mut self, expected: Option<i64>, next: &Launch) -> Result<()> {
        match expected {
            None => self.insert_launch(next).await?,
            Some(expected) => self.update_launch(expected, next).await?,
        }
        self.changes(ChangeRecord::of_launch(next)).await?;
        self.changed(Topic::Launch, next.id.as_str(), expected.unwrap_or(0) + 1);
        Ok(())
    }

    async fn insert_launch(&mut self, next: &Launch) -> Result<()> {
        let [run, state, document] = columns(next)?;
        let action = next.action.as_ref();
        let region = action.map(|action| action.region.as_ref().map_or("", |region| region.as_str()));
        let mut sql = Sql::new(
            "INSERT INTO launches (id, version, repository, run_id, service, action, stage, region, state,
             created_at, document) VALUES ",
        );
        sql.tuple([
            next.id.as_str().into(),
            1.into(),
            next.workflow.repository.to_lowercase().into(),
            run,
            next.service.as_str().into(),
            action.map(|action| action.name.as_str()).into(),
            action.map(|action| action.stage.as_str()).into(),
            region.into(),
            state,
            next.created_at.0.into(),
            document,
        ]);
        self.run(sql).await.map(|_| ())
    }

    /// Workflow, service and action never change.
    async fn update_launch(&mut self, expected: i64, next: &Launch) -> Result<()> {
        let [run, state, document] = columns(next)?;
        let mut sql = Sql::new("UPDATE launches SET version = ");
        sql.bind(expected + 1).push(", run_id = ").bind(run);
        sql.push(", state = ").bind(state).push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }
}

fn columns(next: &Launch) -> Result<[Arg; 3]> {
    Ok([
        next.run().map(|run| run.id.as_str()).into(),
        next.state.as_str().into(),
        json("a launch", next)?.into(),
    ])
}

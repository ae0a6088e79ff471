use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::{Arg, Sql};
use domain::ids::RequestId;
use domain::names::{RegionName, StageName};
use domain::request::{Request, TargetKey};
use domain::view::Listing;
use services::ports::{RequestFilter, RunningTarget, Versioned};

impl Database {
    pub(crate) async fn read_request(&self, id: &RequestId) -> Result<Option<Versioned<Request>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM requests WHERE id = ");
        sql.bind(id.as_str());
        one("requests", sql.fetch_optional(&self.readers).await?, request)
    }

    pub(crate) async fn list_requests(
        &self,
        filter: &RequestFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Versioned<Request>>> {
        // The page is found on indexes alone; only then its documents are read.
        let mut sql =
            Sql::new("SELECT r.id, r.version, r.document FROM (SELECT id, created_at FROM requests");
        let mut conditions = Conditions::of(&mut sql);
        if !filter.statuses.is_empty() {
            let statuses = filter.statuses.iter().map(|status| Arg::from(status.as_str()));
            conditions.and().push("status IN ").tuple(statuses);
        }
        conditions.equal("team = ", filter.team.as_deref());
        conditions.equal("service = ", filter.service.as_deref());
        conditions.equal("requester = ", filter.requester.as_ref().map(|id| id.as_str()));
        if let Some(environment) = &filter.environment {
            let sql = conditions
                .and()
                .push("id IN (SELECT request_id FROM request_targets WHERE environment_id = ");
            sql.bind(environment.as_str()).push(")");
        }
        if let Some((created_at, id)) = page::place::<(i64, String)>(after)? {
            conditions.and().push("(created_at, id) < ").tuple([created_at.into(), id.into()]);
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        sql.push(") AS found JOIN requests AS r ON r.id = found.id ORDER BY r.created_at DESC, r.id DESC");
        let found = all("requests", &sql.fetch_all(&self.readers).await?, request)?;
        page::listing(found, limit, |row| (row.value.created_at.0, row.value.id.0.clone()))
    }

    pub(crate) async fn list_running_targets(
        &self,
        stage: &StageName,
        region: &RegionName,
    ) -> Result<Vec<RunningTarget>> {
        let mut sql = Sql::new(
            "SELECT running.*, (SELECT event_id FROM stack_events
                 WHERE stack_events.request_id = running.request_id AND stack_events.stack_id = running.known_stack
                 ORDER BY seq DESC LIMIT 1) AS last_event
             FROM (SELECT request_id, request_targets.stage, request_targets.region, attempt, state, token,
                     request_targets.stack_name, COALESCE(request_targets.stack_id, environments.stack_id)
                     AS known_stack
                 FROM request_targets LEFT JOIN environments ON environments.id = environment_id
                 WHERE phase IN ('applying', 'cancelling') AND request_targets.stage = ",
        );
        sql.bind(stage.as_str()).push(" AND request_targets.region = ").bind(region.as_str());
        sql.push(") AS running ORDER BY request_id");
        all("request_targets", &sql.fetch_all(&self.readers).await?, running_target)
    }
}

fn request(row: &Record<'_>) -> Result<Versioned<Request>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}

fn running_target(row: &Record<'_>) -> Result<RunningTarget> {
    Ok(RunningTarget {
        request: row.word("request_id")?,
        key: TargetKey { stage: row.word("stage")?, region: row.word("region")? },
        attempt: row.count("attempt")?,
        stack_name: row.text("stack_name")?,
        stack_id: row.maybe_text("known_stack")?,
        token: row.text("token")?,
        state: row.json("state")?,
        last_event: row.maybe_text("last_event")?,
    })
}

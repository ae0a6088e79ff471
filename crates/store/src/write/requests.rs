use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, Sql};
use domain::health::culprit::ChangeRecord;
use domain::live::Topic;
use domain::request::{Request, Target, TargetState};

impl Writing {
    /// Writes a request, its targets' rows and its live event.
    pub async fn request(&mut self, expected: Option<i64>, next: &Request) -> Result<()> {
        let document = json("a request", next)?;
        let version = match expected {
            None => {
                self.insert_request(next, document).await?;
                1
            }
            Some(expected) => {
                self.update_request(expected, next, document).await?;
                expected + 1
            }
        };
        self.targets(next).await?;
        self.changes(ChangeRecord::of_request(next)).await?;
        self.changed(Topic::Request, next.id.as_str(), version);
        Ok(())
    }

    async fn insert_request(&mut self, next: &Request, document: String) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO requests (id, version, status, team, service, requester, created_at, document) VALUES ",
        );
        sql.tuple([
            next.id.as_str().into(),
            1.into(),
            next.status().as_str().into(),
            next.team.as_str().into(),
            next.service.as_str().into(),
            next.requester.as_str().into(),
            next.created_at.0.into(),
            document.into(),
        ]);
        self.run(sql).await.map(|_| ())
    }

    /// Team, service, requester and time of creation never change.
    async fn update_request(&mut self, expected: i64, next: &Request, document: String) -> Result<()> {
        let mut sql = Sql::new("UPDATE requests SET version = ");
        sql.bind(expected + 1).push(", status = ").bind(next.status().as_str());
        sql.push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }

    /// Keeps the targets' rows. A request never loses a target, so none has to be removed.
    async fn targets(&mut self, request: &Request) -> Result<()> {
        let rows = request.targets.iter().map(|target| row(request, target)).collect::<Result<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "INSERT INTO request_targets (request_id, stage, region, environment_id, phase, state, attempt,
             stack_name, stack_id, token) VALUES ",
        );
        sql.tuples(rows).push(
            " ON CONFLICT (request_id, stage, region) DO UPDATE SET environment_id = excluded.environment_id,
             phase = excluded.phase, state = excluded.state, attempt = excluded.attempt,
             stack_name = excluded.stack_name, stack_id = excluded.stack_id, token = excluded.token",
        );
        self.run(sql).await.map(|_| ())
    }
}

fn row(request: &Request, target: &Target) -> Result<[Arg; 10]> {
    let outcome = target.outcome.as_ref().and_then(|outcome| outcome.stack_id.as_deref());
    let planned = target.plan.as_ref().and_then(|plan| plan.stack_id.as_deref());
    Ok([
        request.id.as_str().into(),
        target.key.stage.as_str().into(),
        target.key.region.as_str().into(),
        target.environment_id.as_str().into(),
        phase(&target.state).into(),
        json("a target's state", &target.state)?.into(),
        i64::from(target.attempt).into(),
        target.stack_name.as_str().into(),
        outcome.or(planned).into(),
        target.token(&request.id).into(),
    ])
}

/// What is searched for; the index on running targets names the first two.
fn phase(state: &TargetState) -> &'static str {
    match state {
        TargetState::Applying { .. } => "applying",
        TargetState::Cancelling { .. } => "cancelling",
        _ if state.settled() => "settled",
        _ => "open",
    }
}

use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, Sql};
use domain::health::culprit::ChangeRecord;
use domain::live::Topic;
use domain::release::Release;
use domain::rollout::{Lane, LaneState, Rollout};

impl Writing {
    pub async fn release(&mut self, release: &Release) -> Result<()> {
        let mut sql = Sql::new(
            "INSERT INTO releases (id, service, team, release_version, created_at, document) VALUES ",
        );
        sql.tuple([
            release.id.as_str().into(),
            release.service.as_str().into(),
            release.team.as_str().into(),
            release.version.as_str().into(),
            release.created_at.0.into(),
            json("a release", release)?.into(),
        ]);
        self.run(sql).await?;
        self.changed(Topic::Release, release.id.as_str(), 1);
        Ok(())
    }

    /// Writes a rollout, what runs where because of it, and its live event.
    pub async fn rollout(&mut self, expected: Option<i64>, next: &Rollout) -> Result<()> {
        match expected {
            None => self.insert_rollout(next).await?,
            Some(expected) => self.update_rollout(expected, next).await?,
        }
        self.deployed(next).await?;
        self.changes(ChangeRecord::of_rollout(next)).await?;
        self.changed(Topic::Rollout, next.id.as_str(), expected.unwrap_or(0) + 1);
        Ok(())
    }

    async fn insert_rollout(&mut self, next: &Rollout) -> Result<()> {
        let [status, queued, in_turn, review_due, document] = columns(next)?;
        let mut sql = Sql::new(
            "INSERT INTO rollouts (id, version, status, team, service, stage, requester, digest, queued, in_turn,
             review_due, created_at, document) VALUES ",
        );
        sql.tuple([
            next.id.as_str().into(),
            1.into(),
            status,
            next.team.as_str().into(),
            next.service.as_str().into(),
            next.stage.as_str().into(),
            next.requester.as_str().into(),
            next.release.artifact.digest.0.as_str().into(),
            queued,
            in_turn,
            review_due,
            next.created_at.0.into(),
            document,
        ]);
        self.run(sql).await.map(|_| ())
    }

    /// Service, stage, release and requester never change.
    async fn update_rollout(&mut self, expected: i64, next: &Rollout) -> Result<()> {
        let [status, queued, in_turn, review_due, document] = columns(next)?;
        let mut sql = Sql::new("UPDATE rollouts SET version = ");
        sql.bind(expected + 1).push(", status = ").bind(status);
        sql.push(", queued = ").bind(queued).push(", in_turn = ").bind(in_turn);
        sql.push(", review_due = ").bind(review_due).push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }

    /// A later deployment of a region is not undone by an earlier rollout that is written again.
    async fn deployed(&mut self, rollout: &Rollout) -> Result<()> {
        let rows: Vec<[Arg; 8]> = rollout.lanes().filter_map(|lane| row(rollout, lane)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "INSERT INTO deployed (service, stage, region, release_id, release_version, digest, rollout_id,
             deployed_at) VALUES ",
        );
        sql.tuples(rows).push(
            " ON CONFLICT (service, stage, region) DO UPDATE SET release_id = excluded.release_id,
             release_version = excluded.release_version, digest = excluded.digest,
             rollout_id = excluded.rollout_id, deployed_at = excluded.deployed_at
             WHERE deployed.deployed_at < excluded.deployed_at",
        );
        self.run(sql).await.map(|_| ())
    }
}

fn columns(next: &Rollout) -> Result<[Arg; 5]> {
    let queued = !next.is_rollback() && !next.status().over();
    let in_turn = queued && next.begun();
    Ok([
        next.status().as_str().into(),
        i64::from(queued).into(),
        i64::from(in_turn).into(),
        i64::from(next.review_due()).into(),
        json("a rollout", next)?.into(),
    ])
}

fn row(rollout: &Rollout, lane: &Lane) -> Option<[Arg; 8]> {
    let LaneState::Succeeded { at, .. } = &lane.state else { return None };
    let release = &rollout.release;
    Some([
        rollout.service.as_str().into(),
        rollout.stage.as_str().into(),
        lane.region.as_str().into(),
        release.id.as_str().into(),
        release.version.as_str().into(),
        release.artifact.digest.0.as_str().into(),
        rollout.id.as_str().into(),
        at.0.into(),
    ])
}

use super::Writing;
use crate::error::Result;
use crate::rows::json;
use crate::sql::{Arg, CHUNK, Sql};
use domain::Timestamp;
use domain::ids::{ActorId, ChannelId, NotificationId};
use domain::live::Topic;
use domain::notification::{Delivery, Notification, Preferences, TeamChannel};

impl Writing {
    /// Whoever has been told already is passed over.
    pub async fn notifications(&mut self, told: &[Notification]) -> Result<()> {
        for chunk in told.chunks(CHUNK) {
            let rows = chunk.iter().map(|one| {
                Ok([
                    one.id.as_str().into(),
                    one.notice.id.as_str().into(),
                    one.person.as_str().into(),
                    one.notice.at.0.into(),
                    one.read_at.map(|at| at.0).into(),
                    json("a notice", &one.notice)?.into(),
                ])
            });
            let mut sql =
                Sql::new("INSERT INTO notifications (id, notice, person, at, read_at, document) VALUES ");
            sql.tuples(rows.collect::<Result<Vec<[Arg; 6]>>>()?);
            sql.push(" ON CONFLICT (notice, person) DO NOTHING");
            self.run(sql).await?;
        }
        for one in told {
            self.changed(Topic::Notification, one.person.as_str(), one.notice.at.0);
        }
        Ok(())
    }

    /// One of a person's, or all of them. What was read before stays as it was.
    pub async fn read_notifications(
        &mut self,
        person: &ActorId,
        only: Option<&NotificationId>,
        at: Timestamp,
    ) -> Result<()> {
        let mut sql = Sql::new("UPDATE notifications SET read_at = ");
        sql.bind(at.0).push(" WHERE person = ").bind(person.as_str()).push(" AND read_at IS NULL");
        if let Some(id) = only {
            sql.push(" AND id = ").bind(id.as_str());
        }
        if self.run(sql).await? > 0 {
            self.changed(Topic::Notification, person.as_str(), at.0);
        }
        Ok(())
    }

    pub async fn preferences(
        &mut self,
        person: &ActorId,
        expected: Option<i64>,
        next: &Preferences,
    ) -> Result<()> {
        let document = json("preferences", next)?;
        let sql = match expected {
            None => {
                let mut sql =
                    Sql::new("INSERT INTO notification_preferences (person, version, document) VALUES ");
                sql.tuple([person.as_str().into(), 1.into(), document.into()]);
                sql.push(" ON CONFLICT (person) DO NOTHING");
                sql
            }
            Some(expected) => {
                let mut sql = Sql::new("UPDATE notification_preferences SET version = ");
                sql.bind(expected + 1).push(", document = ").bind(document);
                sql.push(" WHERE person = ").bind(person.as_str());
                sql.push(" AND version = ").bind(expected);
                sql
            }
        };
        self.one_row(sql, || format!("the preferences of {person} have changed")).await
    }

    pub async fn channel(&mut self, expected: Option<i64>, next: &TeamChannel) -> Result<()> {
        let document = json("a channel", next)?;
        let Some(expected) = expected else {
            let mut sql = Sql::new(
                "INSERT INTO notification_channels (id, version, team, created_at, document) VALUES ",
            );
            sql.tuple([
                next.id.as_str().into(),
                1.into(),
                next.team.as_str().into(),
                next.created_at.0.into(),
                document.into(),
            ]);
            return self.run(sql).await.map(|_| ());
        };
        let mut sql = Sql::new("UPDATE notification_channels SET version = ");
        sql.bind(expected + 1).push(", document = ").bind(document);
        sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await
    }

    pub async fn drop_channel(&mut self, id: &ChannelId, expected: i64) -> Result<()> {
        let mut sql = Sql::new("DELETE FROM notification_channels WHERE id = ");
        sql.bind(id.as_str()).push(" AND version = ").bind(expected);
        self.one_row(sql, || format!("{id} is no longer at version {expected}")).await
    }

    /// A second one of the same notice, recipient and way is a conflict.
    pub async fn notice_delivery(&mut self, expected: Option<i64>, next: &Delivery) -> Result<()> {
        let document = json("a delivery", next)?;
        match expected {
            None => {
                let mut sql = Sql::new(
                    "INSERT INTO notice_deliveries
                     (id, version, notice, recipient, means, team, state, created_at, document) VALUES ",
                );
                sql.tuple([
                    next.id.as_str().into(),
                    1.into(),
                    next.notice.id.as_str().into(),
                    next.to.key().into(),
                    next.means.as_str().into(),
                    next.team.as_ref().map(|team| team.as_str()).into(),
                    next.state.as_str().into(),
                    next.created_at.0.into(),
                    document.into(),
                ]);
                sql.push(" ON CONFLICT (notice, recipient, means) DO NOTHING");
                self.one_row(sql, || format!("{} is on its way already", next.notice.id)).await?;
            }
            Some(expected) => {
                let mut sql = Sql::new("UPDATE notice_deliveries SET version = ");
                sql.bind(expected + 1).push(", state = ").bind(next.state.as_str());
                sql.push(", document = ").bind(document);
                sql.push(" WHERE id = ").bind(next.id.as_str()).push(" AND version = ").bind(expected);
                self.one_row(sql, || format!("{} is no longer at version {expected}", next.id)).await?;
            }
        }
        self.changed(Topic::Delivery, next.id.as_str(), expected.unwrap_or(0) + 1);
        Ok(())
    }
}

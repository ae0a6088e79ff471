use super::Conditions;
use crate::Database;
use crate::error::Result;
use crate::page;
use crate::rows::{Record, all, one};
use crate::sql::{CHUNK, Sql};
use domain::ids::{ActorId, ChannelId, DeliveryId};
use domain::names::TeamName;
use domain::notification::{Delivery, Notification, Preferences, TeamChannel};
use domain::view::Listing;
use serde::de::DeserializeOwned;
use services::ports::{NoticeDeliveryFilter, Versioned};

impl Database {
    pub(crate) async fn list_notifications(
        &self,
        person: &ActorId,
        unread: bool,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Notification>> {
        let mut sql = Sql::new("SELECT id, person, read_at, document FROM notifications WHERE person = ");
        sql.bind(person.as_str());
        if unread {
            sql.push(" AND read_at IS NULL");
        }
        if let Some((at, id)) = page::place::<(i64, String)>(after)? {
            sql.push(" AND (at < ").bind(at).push(" OR (at = ").bind(at);
            sql.push(" AND id < ").bind(id).push("))");
        }
        sql.push(" ORDER BY at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        let found = all("notifications", &sql.fetch_all(&self.readers).await?, notification)?;
        page::listing(found, limit, |one| (one.notice.at.0, one.id.clone()))
    }

    pub(crate) async fn count_unread(&self, person: &ActorId) -> Result<u32> {
        let mut sql =
            Sql::new("SELECT COUNT(*) AS unread FROM notifications WHERE read_at IS NULL AND person = ");
        sql.bind(person.as_str());
        let count =
            one("notifications", sql.fetch_optional(&self.readers).await?, |row| row.count("unread"))?;
        Ok(count.unwrap_or(0))
    }

    pub(crate) async fn read_preferences(&self, person: &ActorId) -> Result<Option<Versioned<Preferences>>> {
        let mut sql =
            Sql::new("SELECT person, version, document FROM notification_preferences WHERE person = ");
        sql.bind(person.as_str());
        one("notification_preferences", sql.fetch_optional(&self.readers).await?, versioned)
    }

    pub(crate) async fn list_preferences(&self, people: &[ActorId]) -> Result<Vec<(ActorId, Preferences)>> {
        let mut found = Vec::new();
        for chunk in people.chunks(CHUNK) {
            let mut sql = Sql::new("SELECT person, document FROM notification_preferences WHERE person IN ");
            sql.tuple(chunk.iter().map(|id| id.as_str().into()));
            let read = |row: &Record<'_>| Ok((row.word("person")?, row.json("document")?));
            found.extend(all("notification_preferences", &sql.fetch_all(&self.readers).await?, read)?);
        }
        Ok(found)
    }

    pub(crate) async fn list_channels(&self, team: Option<&TeamName>) -> Result<Vec<TeamChannel>> {
        let mut sql = Sql::new("SELECT id, document FROM notification_channels");
        Conditions::of(&mut sql).equal("team = ", team.map(|team| team.as_str()));
        sql.push(" ORDER BY created_at, id");
        all("notification_channels", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))
    }

    pub(crate) async fn read_channel(&self, id: &ChannelId) -> Result<Option<Versioned<TeamChannel>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM notification_channels WHERE id = ");
        sql.bind(id.as_str());
        one("notification_channels", sql.fetch_optional(&self.readers).await?, versioned)
    }

    pub(crate) async fn read_notice_delivery(&self, id: &DeliveryId) -> Result<Option<Versioned<Delivery>>> {
        let mut sql = Sql::new("SELECT id, version, document FROM notice_deliveries WHERE id = ");
        sql.bind(id.as_str());
        one("notice_deliveries", sql.fetch_optional(&self.readers).await?, versioned)
    }

    pub(crate) async fn list_notice_deliveries(
        &self,
        filter: &NoticeDeliveryFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<Delivery>> {
        let mut sql = Sql::new("SELECT id, document FROM notice_deliveries");
        let mut conditions = Conditions::of(&mut sql);
        if let Some(teams) = &filter.teams {
            if teams.is_empty() {
                return Ok(Listing { items: Vec::new(), next: None });
            }
            conditions.and().push("team IN ").tuple(teams.iter().map(|team| team.as_str().into()));
        }
        conditions.equal("state = ", filter.state.as_deref());
        if let Some((at, id)) = page::place::<(i64, String)>(after)? {
            let sql = conditions.and();
            sql.push("(created_at < ").bind(at).push(" OR (created_at = ").bind(at);
            sql.push(" AND id < ").bind(id).push("))");
        }
        sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(page::fetch(limit));
        let found =
            all("notice_deliveries", &sql.fetch_all(&self.readers).await?, |row| row.json("document"))?;
        page::listing(found, limit, |one: &Delivery| (one.created_at.0, one.id.clone()))
    }
}

fn notification(row: &Record<'_>) -> Result<Notification> {
    Ok(Notification {
        id: row.word("id")?,
        person: row.word("person")?,
        notice: row.json("document")?,
        read_at: row.maybe_time("read_at")?,
    })
}

fn versioned<T: DeserializeOwned>(row: &Record<'_>) -> Result<Versioned<T>> {
    Ok(Versioned { version: row.int("version")?, value: row.json("document")? })
}

//! How placements are, in memory: thousands of rows that every page of health reads, and that few commits change.

use super::live_head;
use crate::Database;
use crate::error::Result;
use crate::rows::all;
use crate::sql::Sql;
use domain::health::{Placement, PlacementHealth};
use domain::live::Topic;
use services::ports::Versioned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Behind more events than that, reading everything anew is quicker.
const MOST_NEWS: u32 = 500;

/// In the order of lists.
pub(crate) type Placements = BTreeMap<Placement, Versioned<PlacementHealth>>;

/// What was read last. Each write to a placement tells a live event about it, also those of other replicas, so that only what
/// these events name has to be read again.
#[derive(Debug, Default)]
pub(crate) struct KnownHealth(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Live events up to here are in `placements`; `None`: nothing was read yet.
    head: Option<i64>,
    placements: Arc<Placements>,
}

impl Database {
    /// All placements, as they are committed now.
    pub(super) async fn known_health(&self) -> Result<Arc<Placements>> {
        // Taken before rows are read: what is written between the two is read once more the next time. And before the turn is
        // waited for: a database that does not answer must not make those who wait despair of it one after the other.
        let mut head = live_head(&self.readers).await?;
        let mut known = self.known_health.0.lock().await;
        if known.head > Some(head) {
            // Somebody else was quicker, or an older copy of the database was put in its place.
            head = live_head(&self.readers).await?;
        }
        if known.head != Some(head) {
            match self.moved_placements(known.head, head).await? {
                Some(moved) => self.read_again(&mut known.placements, &moved).await?,
                None => known.placements = Arc::new(self.read_placements(None).await?),
            }
            known.head = Some(head);
        }
        Ok(known.placements.clone())
    }

    /// What live events between two places name; `None` when these are too many, or no longer kept.
    async fn moved_placements(&self, from: Option<i64>, head: i64) -> Result<Option<BTreeSet<Placement>>> {
        let Some(from) = from.filter(|from| (1..=i64::from(MOST_NEWS)).contains(&(head - from))) else {
            return Ok(None);
        };
        let events = self.list_live_after(from, MOST_NEWS).await?;
        // Places have no gaps: what is missing was tidied away.
        if events.first().is_none_or(|first| first.seq != from + 1) {
            return Ok(None);
        }
        let of_health = events.iter().filter(|event| event.change.topic == Topic::Health);
        Ok(of_health.map(|event| Placement::parse(&event.change.subject)).collect())
    }

    async fn read_again(&self, known: &mut Arc<Placements>, moved: &BTreeSet<Placement>) -> Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let read = self.read_placements(Some(moved)).await?;
        let known = Arc::make_mut(known);
        // Those that are gone are not read.
        moved.iter().for_each(|placement| drop(known.remove(placement)));
        known.extend(read);
        Ok(())
    }

    async fn read_placements(&self, only: Option<&BTreeSet<Placement>>) -> Result<Placements> {
        let mut sql = Sql::new("SELECT placement, version, document FROM health");
        if let Some(only) = only {
            sql.push(" WHERE placement IN ").tuple(only.iter().map(|it| it.to_string().into()));
        }
        let rows = all("health", &sql.fetch_all(&self.readers).await?, |row| {
            Ok(Versioned { version: row.int("version")?, value: row.json::<PlacementHealth>("document")? })
        })?;
        Ok(rows.into_iter().map(|row| (row.value.placement.clone(), row)).collect())
    }
}

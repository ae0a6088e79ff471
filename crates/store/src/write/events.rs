use super::Writing;
use crate::error::Result;
use crate::rows::{Record, json};
use crate::sql::{Arg, CHUNK, Sql};
use domain::ids::RequestId;
use domain::live::Topic;
use domain::request::TargetKey;
use domain::stack::StackEvent;
use std::collections::HashSet;

impl Writing {
    /// Stores the events that are new, in the order given. An event belongs to the request that stored it first:
    /// a later request on the same stack does not take over its past.
    pub async fn stack_events(
        &mut self,
        request: &RequestId,
        target: &TargetKey,
        events: &[StackEvent],
    ) -> Result<()> {
        let before = self.heads.event_seq;
        for chunk in events.chunks(CHUNK) {
            let mut known = self.known_events(chunk).await?;
            let fresh: Vec<&StackEvent> = chunk.iter().filter(|event| known.insert(name(event))).collect();
            self.insert_events(request, target, &fresh).await?;
        }
        if self.heads.event_seq > before {
            self.changed(Topic::Events, request.as_str(), self.heads.event_seq);
        }
        Ok(())
    }

    async fn known_events(&mut self, events: &[StackEvent]) -> Result<HashSet<(String, String)>> {
        let mut sql = Sql::new("SELECT event_id, stack_id FROM stack_events WHERE event_id IN ");
        sql.tuple(events.iter().map(|event| event.id.as_str().into()));
        sql.push(" AND stack_id IN ");
        let stacks: HashSet<&str> = events.iter().map(|event| event.stack_id.as_str()).collect();
        sql.tuple(stacks.into_iter().map(Arg::from));
        let rows = sql.fetch_all(self.connection()).await?;
        let read = |row| {
            let record = Record { table: "stack_events", row };
            Ok((record.text("stack_id")?, record.text("event_id")?))
        };
        rows.iter().map(read).collect()
    }

    async fn insert_events(
        &mut self,
        request: &RequestId,
        target: &TargetKey,
        events: &[&StackEvent],
    ) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let first = self.heads.event_seq + 1;
        let rows = (first..).zip(events).map(|(seq, event)| {
            Ok([
                seq.into(),
                request.as_str().into(),
                target.stage.as_str().into(),
                target.region.as_str().into(),
                event.stack_id.as_str().into(),
                event.id.as_str().into(),
                json("a stack event", event)?.into(),
            ])
        });
        let mut sql = Sql::new(
            "INSERT INTO stack_events (seq, request_id, stage, region, stack_id, event_id, document) VALUES ",
        );
        sql.tuples(rows.collect::<Result<Vec<[Arg; 7]>>>()?);
        self.run(sql).await?;
        self.heads.event_seq += events.len() as i64;
        Ok(())
    }
}

fn name(event: &StackEvent) -> (String, String) {
    (event.stack_id.clone(), event.id.clone())
}

//! Idempotency keys: the same key with the same content finds what was made before.

use crate::Portal;
use crate::ports::IdempotencyRecord;
use domain::PortalError;
use domain::approval::Digest;
use domain::people::Actor;
use serde::Serialize;

const LONGEST_KEY: usize = 200;

impl Portal {
    /// What will be remembered of a key, but for the id of what comes of it.
    pub(crate) fn idempotency_record(
        &self,
        actor: &Actor,
        key: &str,
        content: &impl Serialize,
    ) -> Result<IdempotencyRecord, PortalError> {
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(PortalError::invalid(format!(
                "An Idempotency-Key has 1 to {LONGEST_KEY} characters."
            )));
        }
        Ok(IdempotencyRecord {
            actor: actor.id.clone(),
            key: key.to_owned(),
            content_hash: Digest::of(content).0,
            made: String::new(),
            at: self.now(),
        })
    }

    /// The id of what came of the key before. Another content is a conflict.
    pub(crate) async fn made_before(
        &self,
        record: Option<&IdempotencyRecord>,
    ) -> Result<Option<String>, PortalError> {
        let Some(record) = record else {
            return Ok(None);
        };
        match self.store.idempotency(&record.actor, &record.key).await? {
            None => Ok(None),
            Some(before) if before.content_hash == record.content_hash => Ok(Some(before.made)),
            Some(before) => Err(PortalError::conflict(format!(
                "This Idempotency-Key was already used for something else ({}); use a new one.",
                before.made
            ))),
        }
    }
}

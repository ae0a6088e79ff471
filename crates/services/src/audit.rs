//! Reading and verifying the audit trail.

use crate::Portal;
use crate::ports::{AuditFilter, AuditHead};
use domain::PortalError;
use domain::audit::{AuditEvent, BrokenChain, ChainCheck};
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{AuditVerdict, Listing};

/// Entries that verification holds in memory at once.
const PAGE: u32 = 500;

impl Portal {
    /// Newest first.
    pub async fn audit(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<AuditEvent>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.audit(filter, after, limit).await?)
    }

    /// Oldest first, from the entry after `seq`; for exports.
    pub async fn audit_after(
        &self,
        actor: &Actor,
        seq: i64,
        limit: u32,
    ) -> Result<Vec<AuditEvent>, PortalError> {
        permit(actor, Action::View, None)?;
        Ok(self.store.audit_after(seq, limit).await?)
    }

    /// Follows the whole chain from its first entry to the newest that was written.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, PortalError> {
        // Entries may be added meanwhile, but none before this one may be missing.
        let written = self.store.audit_head().await?;
        let mut check = ChainCheck::default();
        let broken = self.follow_chain(&mut check, &written).await?;
        let broken = broken.or_else(|| cut_off(check.checked(), &written));
        let broken = match broken {
            None => added(check.checked(), &self.store.audit_head().await?),
            found => found,
        };
        Ok(AuditVerdict { checked: check.checked(), head: check.head().to_owned(), broken })
    }

    async fn follow_chain(
        &self,
        check: &mut ChainCheck,
        written: &AuditHead,
    ) -> Result<Option<BrokenChain>, PortalError> {
        loop {
            let page = self.store.audit_after(check.checked(), PAGE).await?;
            for event in &page {
                if let Some(broken) = check.take(event).err().or_else(|| other_head(event, written)) {
                    return Ok(Some(broken));
                }
            }
            if page.is_empty() {
                return Ok(None);
            }
        }
    }
}

/// A chain that was made anew holds in itself, but does not end in what was written.
fn other_head(event: &AuditEvent, written: &AuditHead) -> Option<BrokenChain> {
    let other = event.seq == written.seq && event.hash != written.hash;
    other.then(|| broken(event.seq, "is not the entry that was written there".to_owned()))
}

fn cut_off(checked: i64, written: &AuditHead) -> Option<BrokenChain> {
    let missing = || format!("is missing; the newest entry that was written is {}", written.seq);
    (checked < written.seq).then(|| broken(checked + 1, missing()))
}

fn added(checked: i64, written: &AuditHead) -> Option<BrokenChain> {
    let added = || format!("was not written by Slipway, whose newest entry is {}", written.seq);
    (checked > written.seq).then(|| broken(written.seq + 1, added()))
}

fn broken(seq: i64, reason: String) -> BrokenChain {
    BrokenChain { seq, reason }
}

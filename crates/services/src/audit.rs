//! Reading and verifying the audit trail.

use crate::Portal;
use crate::ports::AuditFilter;
use domain::PortalError;
use domain::audit::{AuditEvent, ChainCheck};
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

    /// Follows the whole chain from its first entry.
    pub async fn verify_audit(&self) -> Result<AuditVerdict, PortalError> {
        let mut check = ChainCheck::default();
        let mut broken = None;
        'pages: loop {
            let page = self.store.audit_after(check.checked(), PAGE).await?;
            for event in &page {
                if let Err(found) = check.take(event) {
                    broken = Some(found);
                    break 'pages;
                }
            }
            if page.is_empty() {
                break;
            }
        }
        Ok(AuditVerdict { checked: check.checked(), head: check.head().to_owned(), broken })
    }
}

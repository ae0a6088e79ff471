//! What went out, and what did not; for leads and admins.

use crate::Portal;
use crate::ports::{Commit, NoticeDeliveryFilter, Write};
use domain::PortalError;
use domain::audit::AuditNote;
use domain::ids::DeliveryId;
use domain::names::TeamName;
use domain::notification::Delivery;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, Reason, permit};
use domain::view::{Allowed, DeliveryView, Listing};
use serde_json::json;

impl Portal {
    /// Newest first: through the channels of the reader's teams; platform admins see all, mail to people too.
    pub async fn outgoing_notices(
        &self,
        actor: &Actor,
        state: Option<&str>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<DeliveryView>, PortalError> {
        permit(actor, Action::View, None)?;
        let managed = |team: &TeamName| permit(actor, Action::ManageChannels, Some(team)).is_ok();
        let own = actor.memberships.iter().filter_map(|one| one.team.clone()).filter(managed).collect();
        let filter = NoticeDeliveryFilter {
            teams: (!actor.is_admin()).then_some(own),
            state: state.map(str::to_owned),
        };
        let found = self.store.notice_deliveries(&filter, after, limit).await?;
        let view = |delivery: Delivery| {
            let may = Allowed::by_right(permit_resend(actor, &delivery));
            let resend = match delivery.again(self.now()) {
                Err(why) if may.allowed => Allowed::because(why),
                _ => may,
            };
            DeliveryView { delivery, resend }
        };
        Ok(Listing { items: found.items.into_iter().map(view).collect(), next: found.next })
    }

    /// Sends again, now, what has failed or was lost on the other side.
    pub async fn resend_notice(&self, actor: &Actor, id: &DeliveryId) -> Result<(), PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.notice_delivery(id).await?;
        let found = found.ok_or_else(|| PortalError::not_found(format!("delivery {id}")))?;
        let permit = permit_resend(actor, &found.value)?;
        let now = self.now();
        let next = found.value.again(now).map_err(|why| {
            PortalError::conflict("Nothing was changed: it is on its way already.").for_reason(why)
        })?;
        let mut commit = Commit::new(permit, now);
        commit.audit.push(AuditNote {
            action: "notice.resent".to_owned(),
            subject: id.to_string(),
            team: next.team.clone(),
            why: None,
            before: json!({ "state": found.value.state.as_str() }),
            after: json!({ "to": next.to.name(), "means": next.means }),
        });
        commit.jobs.push(self.deliver_job(id, now));
        commit.writes.push(Write::NoticeDelivery { expected: Some(found.version), next: Box::new(next) });
        self.store.commit(commit).await?;
        Ok(())
    }
}

/// A team's leads and admins; for mail to a person an admin of the platform.
fn permit_resend(actor: &Actor, delivery: &Delivery) -> Result<Permit, Denied> {
    let action = Action::ManageChannels;
    match &delivery.team {
        Some(team) => permit(actor, action, Some(team)),
        None if actor.is_admin() => permit(actor, Action::ManageOwn, None),
        None => Err(Denied { action, reason: Reason::PlatformAdmin }),
    }
}

//! Looking at requests.

use super::view::row;
use crate::Portal;
use crate::ports::RequestFilter;
use domain::PortalError;
use domain::ids::RequestId;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::RequestStatus;
use domain::stack::RecordedEvent;
use domain::view::{Listing, RequestRow, RequestView};

/// Requests that an inbox looks through.
const INBOX: u32 = 200;

impl Portal {
    pub async fn request(&self, actor: &Actor, id: &RequestId) -> Result<RequestView, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.load(id).await?;
        self.view(actor, &found.value, found.version).await
    }

    /// Newest first.
    pub async fn requests(
        &self,
        actor: &Actor,
        filter: &RequestFilter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Listing<RequestRow>, PortalError> {
        permit(actor, Action::View, None)?;
        let found = self.store.requests(filter, after, limit).await?;
        Ok(found.map(|request| row(&request.value, request.version)))
    }

    /// What this person may decide: the riskiest first, then what expires first.
    pub async fn inbox(&self, actor: &Actor) -> Result<Vec<RequestRow>, PortalError> {
        let filter = RequestFilter {
            statuses: vec![RequestStatus::AwaitingApproval.as_str().to_owned()],
            ..RequestFilter::default()
        };
        let waiting = self.store.requests(&filter, None, INBOX).await?.items;
        let deputed = self.deputed(actor).await?;
        let mine = waiting.iter().filter(|request| deputed.of_request(actor, &request.value).is_ok());
        let mut rows: Vec<RequestRow> = mine.map(|request| row(&request.value, request.version)).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse((row.removals, row.replacements)), row.decide_by));
        Ok(rows)
    }

    /// Resource events in the order in which they came in, after the place given.
    pub async fn request_events(
        &self,
        actor: &Actor,
        id: &RequestId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<RecordedEvent>, PortalError> {
        permit(actor, Action::View, None)?;
        self.load(id).await?;
        Ok(self.store.events_of(id, after, limit).await?)
    }
}

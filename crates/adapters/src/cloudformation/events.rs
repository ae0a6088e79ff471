//! What happened to stacks.

use super::failure::Failure;
use super::{CloudFormation, the_stack};
use aws_sdk_cloudformation::operation::describe_stack_events::DescribeStackEventsOutput;
use aws_sdk_cloudformation::primitives::DateTime;
use aws_sdk_cloudformation::types::StackEvent as AwsEvent;
use domain::Timestamp;
use domain::stack::StackEvent;
use services::ports::{CloudError, Place};
use std::collections::HashSet;

impl CloudFormation {
    pub(super) async fn read_events(
        &self,
        place: &Place,
        stack_id: &str,
        after: Option<&str>,
    ) -> Result<Vec<StackEvent>, CloudError> {
        let mut newest_first = Vec::new();
        let mut seen = HashSet::new();
        let mut next = None;
        loop {
            let page = self.events_page(place, stack_id, next).await?;
            for found in page.stack_events() {
                let id = found.event_id().unwrap_or_default();
                if after == Some(id) {
                    return Ok(oldest_first(newest_first));
                }
                // Events that arrive between two pages push known ones onto the next page.
                if seen.insert(id.to_owned()) {
                    newest_first.push(event(found));
                }
            }
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(oldest_first(newest_first));
            }
        }
    }

    /// Whether an operation with this token was ever begun on the stack.
    pub(super) async fn has_seen(&self, place: &Place, stack: &str, token: &str) -> Result<bool, CloudError> {
        let mut next = None;
        loop {
            let page = match self.events_page(place, stack, next).await {
                Err(Failure { error: CloudError::NotFound(_), .. }) => return Ok(false),
                page => page?,
            };
            if page.stack_events().iter().any(|event| event.client_request_token() == Some(token)) {
                return Ok(true);
            }
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(false);
            }
        }
    }

    async fn events_page(
        &self,
        place: &Place,
        stack: &str,
        next: Option<String>,
    ) -> Result<DescribeStackEventsOutput, Failure> {
        self.call(place, "DescribeStackEvents", the_stack(stack), |client| {
            client.describe_stack_events().stack_name(stack).set_next_token(next).send()
        })
        .await
    }
}

/// Several events share a time, so that AWS's own order is the only right one.
fn oldest_first(mut events: Vec<StackEvent>) -> Vec<StackEvent> {
    events.reverse();
    events
}

fn event(event: &AwsEvent) -> StackEvent {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    StackEvent {
        id: text(event.event_id()),
        stack_id: text(event.stack_id()),
        at: timestamp(event.timestamp()),
        logical_id: text(event.logical_resource_id()),
        physical_id: text(event.physical_resource_id()),
        kind: text(event.resource_type()),
        status: event.resource_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        reason: event.resource_status_reason().filter(|reason| !reason.is_empty()).map(str::to_owned),
        token: event.client_request_token().map(str::to_owned),
    }
}

/// 0 where AWS tells no time, or one before the year 292 million.
pub(super) fn timestamp(time: Option<&DateTime>) -> Timestamp {
    Timestamp(time.and_then(|time| time.to_millis().ok()).unwrap_or_default())
}

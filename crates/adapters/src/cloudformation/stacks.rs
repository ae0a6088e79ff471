//! Stacks: described, listed, deleted, protected.

use super::events::timestamp;
use super::failure::Failure;
use super::{CloudFormation, the_stack};
use aws_sdk_cloudformation::types::{
    Stack as AwsStack, StackResourceSummary, StackStatus, StackSummary as AwsSummary,
};
use domain::console;
use domain::view::ResourceRow;
use services::ports::{CloudError, Place, Stack, StackSummary};
use std::collections::BTreeMap;

/// All statuses in which CloudFormation does something to a stack. In review it waits for somebody else.
const IN_PROGRESS: [StackStatus; 9] = [
    StackStatus::CreateInProgress,
    StackStatus::RollbackInProgress,
    StackStatus::DeleteInProgress,
    StackStatus::UpdateInProgress,
    StackStatus::UpdateCompleteCleanupInProgress,
    StackStatus::UpdateRollbackInProgress,
    StackStatus::UpdateRollbackCompleteCleanupInProgress,
    StackStatus::ImportInProgress,
    StackStatus::ImportRollbackInProgress,
];

impl CloudFormation {
    pub(super) async fn describe_stack(
        &self,
        place: &Place,
        stack: &str,
    ) -> Result<Option<Stack>, CloudError> {
        let described = self.call(place, "DescribeStacks", the_stack(stack), |client| {
            client.describe_stacks().stack_name(stack).send()
        });
        match described.await {
            Ok(answer) => Ok(answer.stacks().first().map(found)),
            Err(Failure { error: CloudError::NotFound(_), .. }) => Ok(None),
            Err(failure) => Err(failure.error),
        }
    }

    pub(super) async fn list_stacks_in_progress(
        &self,
        place: &Place,
    ) -> Result<Vec<StackSummary>, CloudError> {
        let filter = IN_PROGRESS.to_vec();
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let (filter, from) = (filter.clone(), next.take());
            let page = self
                .call(place, "ListStacks", "the region", |client| {
                    client.list_stacks().set_stack_status_filter(Some(filter)).set_next_token(from).send()
                })
                .await?;
            found.extend(page.stack_summaries().iter().map(summary));
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(found);
            }
        }
    }

    pub(super) async fn list_resources(
        &self,
        place: &Place,
        stack: &str,
    ) -> Result<Vec<ResourceRow>, CloudError> {
        let mut rows = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let from = next.take();
            let page = self
                .call(place, "ListStackResources", the_stack(stack), |client| {
                    client.list_stack_resources().stack_name(stack).set_next_token(from).send()
                })
                .await?;
            rows.extend(page.stack_resource_summaries().iter().map(|resource| row(place, resource)));
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(rows);
            }
        }
    }

    pub(super) async fn start_deletion(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let deleted = self.call(place, "DeleteStack", the_stack(stack), |client| {
            client.delete_stack().stack_name(stack).client_request_token(token).send()
        });
        match deleted.await {
            Ok(_) | Err(Failure { error: CloudError::NotFound(_), .. }) => Ok(()),
            Err(failure) => Err(failure.error),
        }
    }

    pub(super) async fn stop_update(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let stopped = self.call(place, "CancelUpdateStack", the_stack(stack), |client| {
            client.cancel_update_stack().stack_name(stack).client_request_token(token).send()
        });
        match stopped.await {
            Ok(_) => Ok(()),
            Err(failure) if nothing_to_cancel(&failure.error) => Ok(()),
            Err(failure) => Err(failure.error),
        }
    }

    pub(super) async fn protect(&self, place: &Place, stack: &str, on: bool) -> Result<(), CloudError> {
        self.call(place, "UpdateTerminationProtection", the_stack(stack), |client| {
            client.update_termination_protection().stack_name(stack).enable_termination_protection(on).send()
        })
        .await?;
        Ok(())
    }

    /// The cheapest question that needs valid credentials.
    pub(super) async fn ask_for_anything(&self, place: &Place) -> Result<(), CloudError> {
        self.call(place, "ListStacks", "the region", |client| {
            client.list_stacks().stack_status_filter(StackStatus::CreateInProgress).send()
        })
        .await?;
        Ok(())
    }
}

/// AWS: "CancelUpdateStack cannot be called from current stack status".
fn nothing_to_cancel(error: &CloudError) -> bool {
    matches!(error, CloudError::Refused(words) if words.contains("cannot be called from current stack status"))
}

fn found(stack: &AwsStack) -> Stack {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let outputs: BTreeMap<String, String> = stack
        .outputs()
        .iter()
        .map(|output| (text(output.output_key()), text(output.output_value())))
        .collect();
    let times = [stack.creation_time(), stack.last_updated_time(), stack.deletion_time()];
    Stack {
        id: text(stack.stack_id()),
        name: text(stack.stack_name()),
        status: stack.stack_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        reason: stack.stack_status_reason().filter(|reason| !reason.is_empty()).map(str::to_owned),
        outputs,
        termination_protection: stack.enable_termination_protection().unwrap_or_default(),
        updated_at: times.into_iter().map(timestamp).max().unwrap_or_default(),
    }
}

fn summary(stack: &AwsSummary) -> StackSummary {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    StackSummary {
        id: text(stack.stack_id()),
        name: text(stack.stack_name()),
        status: stack.stack_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
    }
}

fn row(place: &Place, resource: &StackResourceSummary) -> ResourceRow {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let (kind, physical_id) = (text(resource.resource_type()), text(resource.physical_resource_id()));
    ResourceRow {
        logical_id: text(resource.logical_resource_id()),
        console_url: console::resource_url(place.region.as_str(), &kind, &physical_id),
        physical_id,
        kind,
        status: resource.resource_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
    }
}

//! CloudFormation over AWS's protocol. The sandbox cloud differs by its address only.

mod change_sets;
pub(crate) mod clients;
mod counters;
mod drift;
mod events;
pub(crate) mod failure;
mod options;
mod pace;
mod stacks;
mod templates;

pub use counters::CallCounts;
pub use options::{CloudOptions, CredentialSource};

use async_trait::async_trait;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use clients::Clients;
use domain::stack::StackEvent;
use domain::view::ResourceRow;
use failure::{Failure, failure};
use services::ports::{
    ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack, StackSummary,
};
use std::fmt::Display;
use tracing::Instrument;

/// Stacks in AWS's accounts and regions.
#[derive(Debug)]
pub struct CloudFormation {
    clients: Clients,
    options: CloudOptions,
}

impl CloudFormation {
    /// Connects to nothing yet.
    pub fn new(options: CloudOptions) -> Self {
        CloudFormation { clients: Clients::new(options.clone()), options }
    }

    /// What was counted since the start, by region and operation.
    pub fn counts(&self) -> Vec<CallCounts> {
        self.clients.counters.read()
    }

    /// One call with its retries, when its place has room for it. `what` names for people what it is about.
    async fn call<T, E, F>(
        &self,
        place: &Place,
        operation: &'static str,
        what: impl Display + Send,
        send: impl FnOnce(Client) -> F + Send,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let client = self.clients.at(place).await;
        let _room = client.gate.acquire().await;
        client.pace.turn().await;
        let span = tracing::debug_span!("cloudformation", region = %place.region, operation);
        let answer = send(client.cloudformation.clone()).instrument(span.clone()).await;
        answer.map_err(|error| {
            let failure = failure(&what.to_string(), &error);
            span.in_scope(|| tracing::debug!(code = failure.code, error = %failure.error, "not done"));
            failure
        })
    }
}

/// For messages.
fn the_stack(stack: &str) -> String {
    format!("the stack {stack}")
}

#[async_trait]
impl Cloud for CloudFormation {
    async fn create_change_set(&self, place: &Place, spec: &ChangeSetSpec) -> Result<(), CloudError> {
        self.request_change_set(place, spec).await
    }

    async fn change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<ChangeSetState, CloudError> {
        self.read_change_set(place, stack, token).await
    }

    async fn execute_change_set(
        &self,
        place: &Place,
        stack: &str,
        change_set_id: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        self.run_change_set(place, stack, change_set_id, token).await
    }

    async fn discard_change_set(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.remove_change_set(place, stack, token).await
    }

    async fn delete_stack(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.start_deletion(place, stack, token).await
    }

    async fn cancel_update(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.stop_update(place, stack, token).await
    }

    async fn stack(&self, place: &Place, stack: &str) -> Result<Option<Stack>, CloudError> {
        self.describe_stack(place, stack).await
    }

    async fn stacks_in_progress(&self, place: &Place) -> Result<Vec<StackSummary>, CloudError> {
        self.list_stacks_in_progress(place).await
    }

    async fn events(
        &self,
        place: &Place,
        stack_id: &str,
        after: Option<&str>,
    ) -> Result<Vec<StackEvent>, CloudError> {
        self.read_events(place, stack_id, after).await
    }

    async fn resources(&self, place: &Place, stack: &str) -> Result<Vec<ResourceRow>, CloudError> {
        self.list_resources(place, stack).await
    }

    async fn set_termination_protection(
        &self,
        place: &Place,
        stack: &str,
        on: bool,
    ) -> Result<(), CloudError> {
        self.protect(place, stack, on).await
    }

    async fn start_drift_detection(&self, place: &Place, stack: &str) -> Result<String, CloudError> {
        self.detect_drift(place, stack).await
    }

    async fn drift_detection(
        &self,
        place: &Place,
        stack: &str,
        detection: &str,
    ) -> Result<DriftState, CloudError> {
        self.read_drift(place, stack, detection).await
    }

    async fn ping(&self, place: &Place) -> Result<(), CloudError> {
        self.ask_for_anything(place).await
    }
}

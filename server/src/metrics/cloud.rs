use super::{CallLabels, Metrics, OperationLabels};
use async_trait::async_trait;
use domain::stack::StackEvent;
use domain::view::ResourceRow;
use services::ports::{
    ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack, StackSummary,
};
use std::sync::Arc;
use std::time::Instant;

/// Any cloud, with every call counted and timed.
pub struct MeteredCloud {
    inner: Arc<dyn Cloud>,
    metrics: Arc<Metrics>,
}

impl MeteredCloud {
    pub fn new(inner: Arc<dyn Cloud>, metrics: Arc<Metrics>) -> Self {
        MeteredCloud { inner, metrics }
    }

    async fn timed<T>(
        &self,
        place: &Place,
        operation: &'static str,
        call: impl Future<Output = Result<T, CloudError>>,
    ) -> Result<T, CloudError> {
        let start = Instant::now();
        let result = call.await;
        let region = place.region.to_string();
        let seconds = &self.metrics.call_seconds;
        let labels = OperationLabels { region: region.clone(), operation };
        seconds.get_or_create(&labels).observe(start.elapsed().as_secs_f64());
        let outcome = result.as_ref().map_or_else(outcome, |_| "ok");
        self.metrics.calls.get_or_create(&CallLabels { region, operation, outcome }).inc();
        result
    }
}

fn outcome(error: &CloudError) -> &'static str {
    match error {
        CloudError::Refused(_) => "refused",
        CloudError::NotFound(_) => "not_found",
        CloudError::Throttled(_) => "throttled",
        CloudError::Unavailable(_) => "unavailable",
    }
}

#[async_trait]
impl Cloud for MeteredCloud {
    async fn create_change_set(&self, place: &Place, spec: &ChangeSetSpec) -> Result<(), CloudError> {
        self.timed(place, "create_change_set", self.inner.create_change_set(place, spec)).await
    }

    async fn change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<ChangeSetState, CloudError> {
        self.timed(place, "change_set", self.inner.change_set(place, stack, token)).await
    }

    async fn execute_change_set(
        &self,
        place: &Place,
        stack: &str,
        change_set_id: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let call = self.inner.execute_change_set(place, stack, change_set_id, token);
        self.timed(place, "execute_change_set", call).await
    }

    async fn discard_change_set(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.timed(place, "discard_change_set", self.inner.discard_change_set(place, stack, token)).await
    }

    async fn delete_stack(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.timed(place, "delete_stack", self.inner.delete_stack(place, stack, token)).await
    }

    async fn cancel_update(&self, place: &Place, stack: &str, token: &str) -> Result<(), CloudError> {
        self.timed(place, "cancel_update", self.inner.cancel_update(place, stack, token)).await
    }

    async fn stack(&self, place: &Place, stack: &str) -> Result<Option<Stack>, CloudError> {
        self.timed(place, "stack", self.inner.stack(place, stack)).await
    }

    async fn stacks_in_progress(&self, place: &Place) -> Result<Vec<StackSummary>, CloudError> {
        self.timed(place, "stacks_in_progress", self.inner.stacks_in_progress(place)).await
    }

    async fn events(
        &self,
        place: &Place,
        stack_id: &str,
        after: Option<&str>,
    ) -> Result<Vec<StackEvent>, CloudError> {
        self.timed(place, "events", self.inner.events(place, stack_id, after)).await
    }

    async fn resources(&self, place: &Place, stack: &str) -> Result<Vec<ResourceRow>, CloudError> {
        self.timed(place, "resources", self.inner.resources(place, stack)).await
    }

    async fn set_termination_protection(
        &self,
        place: &Place,
        stack: &str,
        on: bool,
    ) -> Result<(), CloudError> {
        let call = self.inner.set_termination_protection(place, stack, on);
        self.timed(place, "set_termination_protection", call).await
    }

    async fn start_drift_detection(&self, place: &Place, stack: &str) -> Result<String, CloudError> {
        self.timed(place, "start_drift_detection", self.inner.start_drift_detection(place, stack)).await
    }

    async fn drift_detection(
        &self,
        place: &Place,
        stack: &str,
        detection: &str,
    ) -> Result<DriftState, CloudError> {
        self.timed(place, "drift_detection", self.inner.drift_detection(place, stack, detection)).await
    }

    async fn ping(&self, place: &Place) -> Result<(), CloudError> {
        self.timed(place, "ping", self.inner.ping(place)).await
    }
}

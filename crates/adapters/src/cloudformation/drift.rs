//! Drift: CloudFormation compares what runs with what it applied.

use super::failure::Failure;
use super::{CloudFormation, the_stack};
use aws_sdk_cloudformation::operation::describe_stack_drift_detection_status::DescribeStackDriftDetectionStatusOutput;
use aws_sdk_cloudformation::types::{
    DifferenceType, PropertyDifference, StackDriftDetectionStatus, StackDriftStatus, StackResourceDrift,
    StackResourceDriftStatus,
};
use domain::drift::{DriftChange, DriftReport, PropertyDrift, ResourceDrift};
use services::ports::{CloudError, DriftState, Place};

/// What is told; resources in sync and those that AWS cannot compare are not.
const DRIFTED: [StackResourceDriftStatus; 2] =
    [StackResourceDriftStatus::Modified, StackResourceDriftStatus::Deleted];

impl CloudFormation {
    pub(super) async fn detect_drift(&self, place: &Place, stack: &str) -> Result<String, CloudError> {
        let asked = self.call(place, "DetectStackDrift", the_stack(stack), |client| {
            client.detect_stack_drift().stack_name(stack).send()
        });
        let answer = asked.await.map_err(|failure| later_if_under_way(failure.error))?;
        let missing = || CloudError::Unavailable("DetectStackDrift answered without an id".to_owned());
        answer.stack_drift_detection_id().map(str::to_owned).ok_or_else(missing)
    }

    pub(super) async fn read_drift(
        &self,
        place: &Place,
        stack: &str,
        detection: &str,
    ) -> Result<DriftState, CloudError> {
        let what = format!("the drift detection {detection}");
        let asked = self.call(place, "DescribeStackDriftDetectionStatus", &what, |client| {
            client.describe_stack_drift_detection_status().stack_drift_detection_id(detection).send()
        });
        let answer = match asked.await {
            Ok(answer) => answer,
            Err(Failure { error, .. }) => return Err(missing_if_unknown(error, what)),
        };
        let incomplete = match answer.detection_status() {
            Some(StackDriftDetectionStatus::DetectionComplete) => None,
            Some(StackDriftDetectionStatus::DetectionFailed) => Some(reason(&answer)),
            _ => return Ok(DriftState::Pending),
        };
        // What AWS could compare is told even when the detection as a whole failed.
        let drifted = match answer.stack_drift_status() {
            Some(StackDriftStatus::InSync) => Vec::new(),
            _ => self.list_drifted(place, stack).await?,
        };
        Ok(DriftState::Done(DriftReport { drifted, incomplete }))
    }

    async fn list_drifted(&self, place: &Place, stack: &str) -> Result<Vec<ResourceDrift>, CloudError> {
        let mut drifted = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let from = next.take();
            let page = self
                .call(place, "DescribeStackResourceDrifts", the_stack(stack), |client| {
                    client
                        .describe_stack_resource_drifts()
                        .stack_name(stack)
                        .set_stack_resource_drift_status_filters(Some(DRIFTED.to_vec()))
                        .set_next_token(from)
                        .send()
                })
                .await?;
            drifted.extend(page.stack_resource_drifts().iter().map(resource));
            next = page.next_token().map(str::to_owned);
            if next.is_none() {
                return Ok(drifted);
            }
        }
    }
}

/// Somebody else's detection, or one of ours whose answer was lost: ours can begin when it is over.
fn later_if_under_way(error: CloudError) -> CloudError {
    match error {
        CloudError::Refused(words) if words.contains("already in progress") => CloudError::Throttled(words),
        error => error,
    }
}

/// AWS calls an id that it does not know invalid.
fn missing_if_unknown(error: CloudError, what: String) -> CloudError {
    match error {
        CloudError::Refused(words) if words.contains("does not exist") || words.contains("not found") => {
            CloudError::NotFound(what)
        }
        error => error,
    }
}

fn reason(answer: &DescribeStackDriftDetectionStatusOutput) -> String {
    let words = answer.detection_status_reason().filter(|words| !words.is_empty());
    words.unwrap_or("the drift detection failed without a reason").to_owned()
}

fn resource(found: &StackResourceDrift) -> ResourceDrift {
    ResourceDrift {
        logical_id: found.logical_resource_id().unwrap_or_default().to_owned(),
        kind: found.resource_type().unwrap_or_default().to_owned(),
        change: match found.stack_resource_drift_status() {
            Some(StackResourceDriftStatus::Deleted) => DriftChange::Deleted,
            _ => DriftChange::Modified,
        },
        properties: found.property_differences().iter().map(property).collect(),
    }
}

/// AWS writes "null" for the side on which there is nothing.
fn property(difference: &PropertyDifference) -> PropertyDrift {
    let text = |value: Option<&str>| value.map(str::to_owned);
    let kind = difference.difference_type();
    PropertyDrift {
        path: difference.property_path().unwrap_or_default().to_owned(),
        expected: text(difference.expected_value()).filter(|_| kind != Some(&DifferenceType::Add)),
        actual: text(difference.actual_value()).filter(|_| kind != Some(&DifferenceType::Remove)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detection_under_way_is_waited_for() {
        let words = "Drift detection is already in progress for stack [arn:aws:cloudformation:x]";
        let told = later_if_under_way(CloudError::Refused(words.to_owned()));
        assert_eq!(told, CloudError::Throttled(words.to_owned()));
        let other = CloudError::Refused("Stack [x] is in DELETE_IN_PROGRESS state".to_owned());
        assert_eq!(later_if_under_way(other.clone()), other);
    }

    #[test]
    fn the_side_on_which_nothing_stands_is_empty() {
        let table = [
            (DifferenceType::NotEqual, Some("a"), Some("b")),
            (DifferenceType::Add, None, Some("b")),
            (DifferenceType::Remove, Some("a"), None),
        ];
        for (kind, expected, actual) in table {
            let difference = PropertyDifference::builder()
                .property_path("/Tags/0")
                .expected_value(expected.unwrap_or("null"))
                .actual_value(actual.unwrap_or("null"))
                .difference_type(kind)
                .build();
            let told = property(&difference);
            assert_eq!((told.expected.as_deref(), told.actual.as_deref()), (expected, actual));
        }
    }
}

use domain::drift::DriftReport;
use domain::names::{RegionName, StageName};
use domain::plan::ResourceChange;
use domain::stack::{StackEvent, end_of};
use services::ports::{ChangeSetSpec, ChangeSetState, Cloud, CloudError, DriftState, Place, Stack};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(20);
/// In time of tokio's, which may be paused.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a case works with: a cloud, two of its places, and the case's own stack.
#[derive(Clone)]
pub struct Bench {
    pub cloud: Arc<dyn Cloud>,
    pub here: Place,
    pub elsewhere: Place,
    /// The stack's name, its own for each case.
    pub stack: String,
}

/// A change set that is ready.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ready {
    pub id: String,
    pub stack_id: String,
    pub changes: Vec<ResourceChange>,
}

impl Bench {
    pub fn new(cloud: Arc<dyn Cloud>) -> Self {
        let place = |region: &str| Place {
            stage: StageName::parse("dev").expect("a stage"),
            region: RegionName::parse(region).expect("a region"),
            role_arn: None,
        };
        let (here, elsewhere) = (place("ap-northeast-2"), place("eu-west-3"));
        Bench { cloud, here, elsewhere, stack: "contract".to_owned() }
    }

    pub(super) fn for_case(&self, case: &str) -> Self {
        Bench { stack: case.replace('_', "-"), ..self.clone() }
    }

    /// A token of this case's own.
    pub(super) fn token(&self, number: u32) -> String {
        format!("{}-{number}", self.stack)
    }

    pub(super) fn spec(&self, number: u32, template: &str, values: &[(&str, &str)]) -> ChangeSetSpec {
        ChangeSetSpec {
            stack_name: self.stack.clone(),
            token: self.token(number),
            create: number == 1,
            template: Arc::from(template),
            parameters: values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            capabilities: vec![],
            tags: BTreeMap::from([("case".to_owned(), self.stack.clone())]),
        }
    }

    /// Asks for a change set and waits until it is no longer pending.
    pub(super) async fn planned(&self, spec: &ChangeSetSpec) -> ChangeSetState {
        self.cloud.create_change_set(&self.here, spec).await.expect("may be asked for");
        self.state_of(&spec.token).await.expect("is there")
    }

    pub(super) async fn state_of(&self, token: &str) -> Result<ChangeSetState, CloudError> {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            match self.cloud.change_set(&self.here, &self.stack, token).await {
                Ok(ChangeSetState::Pending) => tokio::time::sleep(PAUSE).await,
                other => return other,
            }
        }
        panic!("the change set {token} is pending for ever");
    }

    pub(super) async fn ready(&self, spec: &ChangeSetSpec) -> Ready {
        match self.planned(spec).await {
            ChangeSetState::Ready { id, stack_id, changes } => Ready { id, stack_id, changes },
            other => panic!("expected a change set with changes: {other:?}"),
        }
    }

    pub(super) async fn execute(&self, change_set: &Ready, token: &str) {
        let done = self.cloud.execute_change_set(&self.here, &self.stack, &change_set.id, token).await;
        assert_eq!(done, Ok(()), "execution");
    }

    /// Plans and executes, and waits for the end.
    pub(super) async fn applied(&self, spec: &ChangeSetSpec) -> Stack {
        let ready = self.ready(spec).await;
        self.execute(&ready, &spec.token).await;
        self.ended(&self.stack).await
    }

    /// Waits until nothing is being done to the stack any more.
    pub(super) async fn ended(&self, stack: &str) -> Stack {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            let found = self.cloud.stack(&self.here, stack).await.expect("answers").expect("exists");
            if end_of(&found.status).is_some() {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{stack} never ends");
    }

    /// Waits until nothing has this name any more.
    pub(super) async fn gone(&self) {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            if self.cloud.stack(&self.here, &self.stack).await.expect("answers").is_none() {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{} never goes", self.stack);
    }

    /// Has the stack compared with what was applied.
    pub(super) async fn drift(&self, stack: &str) -> DriftReport {
        let detection = self.cloud.start_drift_detection(&self.here, stack).await;
        self.drift_of(stack, &detection.expect("may be asked for")).await
    }

    pub(super) async fn drift_of(&self, stack: &str, detection: &str) -> DriftReport {
        for _ in 0..PATIENCE.div_duration_f64(PAUSE) as u32 {
            match self.cloud.drift_detection(&self.here, stack, detection).await.expect("answers") {
                DriftState::Pending => tokio::time::sleep(PAUSE).await,
                DriftState::Done(report) => return report,
            }
        }
        panic!("the comparison {detection} never ends");
    }

    pub(super) async fn events(&self, stack_id: &str, after: Option<&str>) -> Vec<StackEvent> {
        self.cloud.events(&self.here, stack_id, after).await.expect("events")
    }
}

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;

/// What goes wrong. Nothing does by default. As JSON it is what `POST /_sandbox/faults` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultPlan {
    /// A dispatch is accepted, its run begins, and the answer is 502.
    pub bad_gateway_after_dispatch: Times,
    /// A dispatch is answered with 502 and nothing else happens.
    pub bad_gateway_before_dispatch: Times,
    /// `return_run_details` is refused with 400, as GitHub Enterprise Server does up to 3.20.
    pub no_run_details: bool,
    /// Every call is refused for now.
    pub secondary_limit: Option<SecondaryLimit>,
    pub webhooks: WebhookFault,
    /// `name`, `head_branch` and `head_commit` of runs are null.
    pub null_fields: bool,
    /// Logs are gone, as they are after their retention: 404.
    pub expired_logs: bool,
    /// Logs have so many bytes more, before what was written: colours, and what would be HTML.
    pub long_logs: u64,
    /// Whoever calls may look at everything and change nothing, as with a token that has lost a right.
    pub read_only_token: bool,
    /// Workflow files that somebody has turned off, in every repository.
    pub disabled_workflows: Vec<String>,
    /// Runs that are going to fail.
    pub failing: Vec<FailingRun>,
    /// Steps that began do not end.
    pub runs_never_end: bool,
    /// Repositories, `owner/name`, that are gone, or that nobody may see any more.
    pub hidden_repositories: Vec<String>,
    /// Repositories that somebody has archived.
    pub archived_repositories: Vec<String>,
    /// Logins of people who are in no team any more.
    pub left_teams: Vec<String>,
    /// How late each answer comes.
    pub answer_delay_ms: u64,
}

/// The next run of a workflow that is started with certain inputs fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FailingRun {
    /// The file below `.github/workflows`; `None`: whichever.
    pub workflow: Option<String>,
    /// Inputs that the run has, perhaps among others.
    pub inputs: BTreeMap<String, String>,
    pub times: Times,
}

/// GitHub's refusal of too many calls at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondaryLimit {
    pub times: Times,
    /// GitHub answers 403 or 429.
    pub status: u16,
    /// Seconds, for the header `retry-after`.
    pub retry_after: u64,
}

/// What becomes of webhooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookFault {
    #[default]
    None,
    Late {
        millis: u64,
    },
    /// Each comes twice, with the same id.
    Doubled,
    Missing,
}

/// How often something goes wrong. In JSON a number, or `"always"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "TimesForm", into = "TimesForm")]
pub enum Times {
    #[default]
    Never,
    Next(u32),
    Always,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TimesForm {
    Count(u32),
    Word(TimesWord),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TimesWord {
    Always,
}

impl From<TimesForm> for Times {
    fn from(form: TimesForm) -> Self {
        match form {
            TimesForm::Count(0) => Times::Never,
            TimesForm::Count(count) => Times::Next(count),
            TimesForm::Word(TimesWord::Always) => Times::Always,
        }
    }
}

impl From<Times> for TimesForm {
    fn from(times: Times) -> Self {
        match times {
            Times::Never => TimesForm::Count(0),
            Times::Next(count) => TimesForm::Count(count),
            Times::Always => TimesForm::Word(TimesWord::Always),
        }
    }
}

impl Times {
    /// Whether it goes wrong now; one time less is left then.
    fn take(&mut self) -> bool {
        let (wrong, left) = match *self {
            Times::Never | Times::Next(0) => (false, Times::Never),
            Times::Next(1) => (true, Times::Never),
            Times::Next(count) => (true, Times::Next(count - 1)),
            Times::Always => (true, Times::Always),
        };
        *self = left;
        wrong
    }
}

/// The switch: all copies of it turn the same faults on and off.
#[derive(Clone, Debug)]
pub struct Faults(Arc<watch::Sender<FaultPlan>>);

impl Faults {
    pub(super) fn new() -> Self {
        Faults(Arc::new(watch::Sender::new(FaultPlan::default())))
    }

    /// What is still to go wrong.
    pub fn plan(&self) -> FaultPlan {
        self.0.borrow().clone()
    }

    /// From now on this goes wrong, and nothing else.
    pub fn set(&self, plan: FaultPlan) {
        self.0.send_replace(plan);
    }

    /// Changes a part of what goes wrong.
    pub fn change(&self, change: impl FnOnce(&mut FaultPlan)) {
        self.0.send_modify(change);
    }

    /// From now on all goes well.
    pub fn clear(&self) {
        self.set(FaultPlan::default());
    }

    pub(super) fn changes(&self) -> watch::Receiver<FaultPlan> {
        self.0.subscribe()
    }

    /// Whether this goes wrong now.
    pub(super) fn take(&self, which: impl FnOnce(&mut FaultPlan) -> &mut Times) -> bool {
        let mut wrong = false;
        self.0.send_if_modified(|plan| {
            wrong = which(plan).take();
            wrong
        });
        wrong
    }

    /// The secondary limit, when this call runs into it.
    pub(super) fn limited(&self) -> Option<SecondaryLimit> {
        let limit = self.0.borrow().secondary_limit.clone()?;
        let mut limited = false;
        self.0.send_if_modified(|plan| {
            limited = plan.secondary_limit.as_mut().is_some_and(|limit| limit.times.take());
            limited
        });
        limited.then_some(limit)
    }

    /// Whether a run of this workflow file with these inputs is to fail.
    pub(super) fn fails(&self, file: &str, inputs: &BTreeMap<String, String>) -> bool {
        let mut fails = false;
        self.0.send_if_modified(|plan| {
            let mut meant = plan.failing.iter_mut().filter(|failing| failing.means(file, inputs));
            fails = meant.any(|failing| failing.times.take());
            fails
        });
        fails
    }
}

impl FailingRun {
    fn means(&self, file: &str, inputs: &BTreeMap<String, String>) -> bool {
        let this_file = self.workflow.as_ref().is_none_or(|workflow| workflow == file);
        this_file && self.inputs.iter().all(|(name, value)| inputs.get(name) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_written_as_json() {
        let text = r#"{"bad_gateway_after_dispatch": 2, "bad_gateway_before_dispatch": "always",
            "webhooks": {"late": {"millis": 5}}, "failing": [{"inputs": {"region": "eu-west-3"}, "times": 1}]}"#;
        let plan: FaultPlan = serde_json::from_str(text).expect("a plan");
        assert_eq!(plan.bad_gateway_after_dispatch, Times::Next(2));
        assert_eq!(plan.webhooks, WebhookFault::Late { millis: 5 });
        let again = serde_json::to_string(&plan).expect("text");
        assert_eq!(serde_json::from_str::<FaultPlan>(&again).expect("a plan"), plan);
        assert!(serde_json::from_str::<FaultPlan>(r#"{"typo": 1}"#).is_err());
    }

    #[test]
    fn faults_are_used_up() {
        let faults = Faults::new();
        faults.change(|plan| plan.bad_gateway_after_dispatch = Times::Next(2));
        let taken = [(); 3].map(|()| faults.take(|plan| &mut plan.bad_gateway_after_dispatch));
        assert_eq!(taken, [true, true, false]);
        assert_eq!(faults.plan(), FaultPlan::default());
    }

    #[test]
    fn a_run_fails_that_has_the_inputs() {
        let faults = Faults::new();
        let inputs = |region: &str| BTreeMap::from([("region".to_owned(), region.to_owned())]);
        let failing =
            FailingRun { workflow: Some("deploy.yml".into()), inputs: inputs("a"), times: Times::Next(1) };
        faults.change(|plan| plan.failing.push(failing));
        assert!(!faults.fails("deploy.yml", &inputs("b")));
        assert!(!faults.fails("build.yml", &inputs("a")));
        assert!(faults.fails("deploy.yml", &inputs("a")));
        assert!(!faults.fails("deploy.yml", &inputs("a")));
    }
}

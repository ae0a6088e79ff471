use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One file below `.github/workflows`.
#[derive(Clone, Debug)]
pub struct Workflow {
    pub id: u64,
    pub path: String,
    pub name: String,
    pub run_name: Option<String>,
    /// What `workflow_dispatch` takes; `None`: nobody can start it by hand.
    pub dispatch: Option<Vec<WorkflowInput>>,
    pub env: BTreeMap<String, String>,
    /// In the order of the file.
    pub jobs: Vec<JobPlan>,
}

#[derive(Clone, Debug)]
pub struct WorkflowInput {
    pub name: String,
    pub required: bool,
    pub default: Option<String>,
    pub kind: InputKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputKind {
    Text,
    Number,
    Boolean,
    Choice(Vec<String>),
    Environment,
}

/// A job as it stands in the file.
#[derive(Clone, Debug)]
pub struct JobPlan {
    pub key: String,
    pub name: Option<String>,
    pub needs: Vec<String>,
    pub environment: Option<String>,
    pub labels: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub steps: Vec<StepPlan>,
}

/// A step as it stands in the file.
#[derive(Clone, Debug)]
pub struct StepPlan {
    pub id: Option<String>,
    pub name: Option<String>,
    pub uses: Option<String>,
    pub run: Option<String>,
    pub env: BTreeMap<String, String>,
}

impl Workflow {
    /// A file that is no YAML, or no workflow, is a workflow that nobody can start: GitHub lists it too.
    pub fn read(id: u64, path: &str, source: &[u8]) -> Self {
        let value = template::as_json(source).unwrap_or_default();
        Workflow {
            id,
            path: path.to_owned(),
            name: text(&value, "name").unwrap_or_else(|| path.to_owned()),
            run_name: text(&value, "run-name"),
            dispatch: on(&value).and_then(dispatch),
            env: texts(&value["env"]),
            jobs: entries(&value["jobs"]).map(|(key, job)| job_plan(key, job)).collect(),
        }
    }

    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// What starts it. The reader holds the key `on` for a yes, as YAML 1.1 does.
fn on(workflow: &Value) -> Option<&Value> {
    workflow.get("on").or_else(|| workflow.get("true"))
}

fn dispatch(on: &Value) -> Option<Vec<WorkflowInput>> {
    const TRIGGER: &str = "workflow_dispatch";
    match on {
        Value::Object(events) => {
            let event = events.get(TRIGGER)?;
            Some(entries(&event["inputs"]).map(|(name, input)| workflow_input(name, input)).collect())
        }
        other => list(other).iter().any(|event| event == TRIGGER).then(Vec::new),
    }
}

fn workflow_input(name: &str, value: &Value) -> WorkflowInput {
    let kind = match value["type"].as_str() {
        Some("number") => InputKind::Number,
        Some("boolean") => InputKind::Boolean,
        Some("choice") => InputKind::Choice(list(&value["options"])),
        Some("environment") => InputKind::Environment,
        _ => InputKind::Text,
    };
    WorkflowInput {
        name: name.to_owned(),
        required: value["required"] == "true",
        default: text(value, "default"),
        kind,
    }
}

fn job_plan(key: &str, job: &Value) -> JobPlan {
    let environment = text(job, "environment").or_else(|| text(&job["environment"], "name"));
    let steps = job["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    JobPlan {
        key: key.to_owned(),
        name: text(job, "name"),
        needs: list(&job["needs"]),
        environment,
        labels: list(&job["runs-on"]),
        env: texts(&job["env"]),
        steps: steps.iter().map(step_plan).collect(),
    }
}

fn step_plan(step: &Value) -> StepPlan {
    StepPlan {
        id: text(step, "id"),
        name: text(step, "name"),
        uses: text(step, "uses"),
        run: text(step, "run"),
        env: texts(&step["env"]),
    }
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter).map(|(key, value)| (key.as_str(), value))
}

fn texts(value: &Value) -> BTreeMap<String, String> {
    let text = |(key, value): (&str, &Value)| Some((key.to_owned(), value.as_str()?.to_owned()));
    entries(value).filter_map(text).collect()
}

/// One text, or a list of them.
fn list(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Workflow {
        Workflow::read(1, ".github/workflows/x.yml", source.as_bytes())
    }

    #[test]
    fn all_forms_of_triggers_are_understood() {
        for source in
            ["on: workflow_dispatch", "on: [push, workflow_dispatch]", "on:\n  workflow_dispatch:\n"]
        {
            assert!(read(source).dispatch.is_some_and(|inputs| inputs.is_empty()), "{source}");
        }
        for source in ["on: push", "on:\n  push:\n", "not a workflow", "{"] {
            assert!(read(source).dispatch.is_none(), "{source}");
        }
    }

    #[test]
    fn inputs_and_jobs_keep_their_order() {
        let workflow = read(
            "on:\n  workflow_dispatch:\n    inputs:\n      z: {required: true}\n      a: {type: choice, options: [x, y]}\n\
             jobs:\n  second: {needs: first, environment: {name: prod}}\n  first: {runs-on: [self-hosted, linux]}\n",
        );
        let inputs = workflow.dispatch.expect("inputs");
        assert!(inputs[0].name == "z" && inputs[0].required && inputs[0].kind == InputKind::Text);
        assert_eq!(inputs[1].kind, InputKind::Choice(vec!["x".into(), "y".into()]));
        assert_eq!(workflow.jobs[0].needs, ["first"]);
        assert_eq!(workflow.jobs[0].environment.as_deref(), Some("prod"));
        assert_eq!(workflow.jobs[1].labels, ["self-hosted", "linux"]);
    }
}

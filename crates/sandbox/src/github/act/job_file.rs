//! A workflow file with one job in it, made from one with many. The jobs that it needs have been; they are there only to say
//! again what their outputs were.

use crate::github::model::Outputs;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Keys whose values act wants as numbers and booleans, where our reader of YAML keeps everything as text.
const NUMBERS: [&str; 2] = ["timeout-minutes", "max-parallel"];
const BOOLEANS: [&str; 4] = ["continue-on-error", "fail-fast", "required", "cancel-in-progress"];
/// What needs a container engine, or GitHub itself.
const LEFT_OUT: [&str; 5] = ["container", "services", "environment", "concurrency", "permissions"];
const RUNNER: &str = "ubuntu-latest";

/// The file, as JSON, which is YAML. `None`: the workflow has no such job.
pub fn job_file(workflow: &Value, key: &str, needed: &BTreeMap<String, Outputs>) -> Option<Value> {
    let mut jobs = Map::new();
    for (name, outputs) in needed {
        jobs.insert(name.clone(), spoken_for(&workflow["jobs"][name], outputs));
    }
    jobs.insert(key.to_owned(), runnable(workflow["jobs"].get(key)?, needed));
    let trigger = workflow.get("on").or_else(|| workflow.get("true")).map(|on| &on["workflow_dispatch"]);
    let inputs = trigger.map(|trigger| trigger["inputs"].clone()).unwrap_or_default();
    let mut file = json!({
        "name": workflow["name"].as_str().unwrap_or("workflow"), "on": {"workflow_dispatch": {}}, "jobs": jobs,
    });
    for (name, value) in [("env", &workflow["env"]), ("defaults", &workflow["defaults"])] {
        if !value.is_null() {
            file[name] = value.clone();
        }
    }
    if inputs.is_object() {
        file["on"]["workflow_dispatch"]["inputs"] = typed("inputs", &inputs);
    }
    Some(file)
}

fn runnable(job: &Value, needed: &BTreeMap<String, Outputs>) -> Value {
    let mut job = typed("job", job);
    let Some(fields) = job.as_object_mut() else { return job };
    fields.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
    fields.insert("runs-on".to_owned(), RUNNER.into());
    fields.insert("needs".to_owned(), needed.keys().cloned().collect());
    let steps = fields.get_mut("steps").and_then(Value::as_array_mut);
    steps.into_iter().flatten().for_each(pass_over_actions);
    job
}

/// Actions of others would have to be downloaded. Checking out does nothing here: the files are there.
fn pass_over_actions(step: &mut Value) {
    let Some(uses) = step["uses"].as_str().map(str::to_owned) else { return };
    if uses.starts_with("./") || uses.starts_with("actions/checkout@") {
        return;
    }
    let name = step["name"].as_str().map_or_else(|| format!("Run {uses}"), str::to_owned);
    let mut instead = json!({"name": name, "shell": "bash", "env": {"ACTION": uses},
        "run": "echo \"$ACTION is an action from elsewhere, which the sandbox passes over\""});
    for key in ["id", "if"] {
        if !step[key].is_null() {
            instead[key] = step[key].clone();
        }
    }
    *step = instead;
}

/// A job whose steps only set the outputs that they had set.
fn spoken_for(job: &Value, outputs: &Outputs) -> Value {
    let steps: Vec<Value> = outputs.iter().map(|(id, values)| repeating(id, values)).collect();
    let steps = if steps.is_empty() { vec![json!({"run": "true"})] } else { steps };
    let declared = if job["outputs"].is_object() { job["outputs"].clone() } else { json!({}) };
    json!({"runs-on": RUNNER, "outputs": declared, "steps": steps})
}

fn repeating(id: &str, values: &BTreeMap<String, String>) -> Value {
    let mut env = Map::new();
    let mut script = String::new();
    for (place, (name, value)) in values.iter().enumerate() {
        env.insert(format!("VALUE_{place}"), value.clone().into());
        script.push_str(&format!(
            "printf '%s<<SLIPWAY_END\\n%s\\nSLIPWAY_END\\n' '{name}' \"$VALUE_{place}\" >> \"$GITHUB_OUTPUT\"\n"
        ));
    }
    json!({"id": id, "shell": "bash", "env": env, "run": script})
}

fn typed(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), typed(name, value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.iter().map(|item| typed(key, item)).collect(),
        Value::String(text) if NUMBERS.contains(&key) || BOOLEANS.contains(&key) => {
            serde_json::from_str(text)
                .ok()
                .filter(|read: &Value| !read.is_object())
                .unwrap_or_else(|| value.clone())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_job_is_left_and_others_are_spoken_for() {
        let source = "on: {workflow_dispatch: {inputs: {a: {required: true, default: 1.10}}}}\njobs:\n  build:\n\
            \x20   outputs: {image: '${{ steps.p.outputs.image }}'}\n    steps: [{id: p, run: make}]\n\
            \x20 deploy:\n    needs: build\n    timeout-minutes: 5\n    environment: prod\n    runs-on: big\n    steps:\n\
            \x20     - uses: actions/checkout@v4\n      - uses: aws-actions/configure-aws-credentials@v4\n        id: aws\n\
            \x20     - run: echo hi\n";
        let workflow = template::as_json(source.as_bytes()).expect("YAML");
        let outputs =
            Outputs::from([("p".to_owned(), BTreeMap::from([("image".to_owned(), "it's".to_owned())]))]);
        let needed = BTreeMap::from([("build".to_owned(), outputs)]);
        let file = job_file(&workflow, "deploy", &needed).expect("a job");
        let deploy = &file["jobs"]["deploy"];
        assert_eq!((&deploy["timeout-minutes"], &deploy["runs-on"]), (&json!(5), &json!(RUNNER)));
        assert!(deploy["environment"].is_null());
        assert_eq!(deploy["steps"][0]["uses"], "actions/checkout@v4");
        assert_eq!((&deploy["steps"][1]["id"], &deploy["steps"][1]["uses"]), (&json!("aws"), &Value::Null));
        assert_eq!(deploy["steps"][2]["run"], "echo hi");
        let build = &file["jobs"]["build"];
        assert_eq!(build["outputs"]["image"], "${{ steps.p.outputs.image }}");
        assert_eq!(build["steps"][0]["env"]["VALUE_0"], "it's");
        let input = &file["on"]["workflow_dispatch"]["inputs"]["a"];
        assert_eq!((&input["required"], &input["default"]), (&json!(true), &json!("1.10")));
        assert_eq!(job_file(&workflow, "nothing", &BTreeMap::new()), None);
    }
}

//! Workflows that people can start, and what they take.

use super::Github;
use super::address;
use super::files::Entry;
use domain::pipeline::{InputKind, WorkflowFile, WorkflowInput};
use futures::StreamExt;
use serde::Deserialize;
use serde_json::Value;
use services::ports::PipelineError;
use std::collections::BTreeSet;

const FOLDER: &str = ".github/workflows";
/// Files read at once.
const AT_ONCE: usize = 4;
/// More files than this are not looked at.
const MOST: usize = 200;
const PER_PAGE: usize = 100;

/// What GitHub knows of workflows besides their files.
#[derive(Debug, Deserialize)]
struct WorkflowList {
    #[serde(default)]
    workflows: Vec<WorkflowModel>,
}

#[derive(Debug, Deserialize)]
struct WorkflowModel {
    path: Option<String>,
    state: Option<String>,
}

impl Github {
    pub(super) async fn list_workflows(
        &self,
        repository: &str,
        reference: &str,
    ) -> Result<Vec<WorkflowFile>, PipelineError> {
        let entries = self.read_folder(repository, FOLDER, reference).await?;
        let files = entries.into_iter().filter(is_workflow).take(MOST);
        let read = files.map(|entry| async move {
            let path = format!("{FOLDER}/{}", entry.name);
            (entry.name, self.read_file(repository, &path, reference).await)
        });
        let read: Vec<_> = futures::stream::iter(read).buffered(AT_ONCE).collect().await;
        let mut workflows = Vec::new();
        for (name, text) in read {
            match text {
                Ok(text) => workflows.extend(text.and_then(|text| readable(repository, &name, &text))),
                // It is about this file alone.
                Err(PipelineError::Refused(reason)) => {
                    tracing::warn!(repository, name, reason, "workflow skipped")
                }
                Err(error) => return Err(error),
            }
        }
        if !workflows.is_empty() {
            let disabled = self.disabled_workflows(repository).await?;
            let is_disabled = |file: &str| disabled.contains(&format!("{FOLDER}/{file}"));
            workflows.iter_mut().for_each(|workflow| workflow.disabled = is_disabled(&workflow.file));
        }
        Ok(workflows)
    }

    /// Paths of those that somebody, or inactivity, has turned off.
    async fn disabled_workflows(&self, repository: &str) -> Result<BTreeSet<String>, PipelineError> {
        let what = format!("the workflows of {repository}");
        let path = address::repository(repository)?;
        let mut disabled = BTreeSet::new();
        for page in 1..=MOST / PER_PAGE {
            let path = format!("{path}/actions/workflows?per_page={PER_PAGE}&page={page}");
            let list: WorkflowList = self.link.get(&what, &path).await?.json(&what)?;
            let last = list.workflows.len() < PER_PAGE;
            let off = |workflow: &WorkflowModel| {
                workflow.state.as_deref().is_some_and(|state| state.starts_with("disabled"))
            };
            disabled.extend(list.workflows.into_iter().filter(off).filter_map(|workflow| workflow.path));
            if last {
                break;
            }
        }
        Ok(disabled)
    }
}

fn is_workflow(entry: &Entry) -> bool {
    let named = [".yml", ".yaml"].iter().any(|end| entry.name.ends_with(end));
    named && entry.kind.as_deref().is_none_or(|kind| kind == "file")
}

fn readable(repository: &str, file: &str, text: &str) -> Option<WorkflowFile> {
    let Some(document) = template::as_json(text.as_bytes()) else {
        tracing::warn!(repository, file, "workflow skipped: it cannot be read as YAML");
        return None;
    };
    workflow(file, &document)
}

/// `None`: people cannot start it.
fn workflow(file: &str, document: &Value) -> Option<WorkflowFile> {
    // YAML 1.1 takes the word `on` for true.
    let triggers = document.get("on").or_else(|| document.get("true"))?;
    let inputs = match triggers {
        Value::String(trigger) => (trigger == "workflow_dispatch").then_some(Vec::new()),
        Value::Array(triggers) => {
            triggers.iter().any(|trigger| trigger == "workflow_dispatch").then_some(Vec::new())
        }
        _ => triggers.get("workflow_dispatch").map(inputs),
    }?;
    let text = |key: &str| document.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = text("name").unwrap_or_else(|| file.to_owned());
    Some(WorkflowFile { file: file.to_owned(), name, inputs, run_name: text("run-name"), disabled: false })
}

fn inputs(trigger: &Value) -> Vec<WorkflowInput> {
    let declared = trigger.get("inputs").and_then(Value::as_object);
    declared.into_iter().flatten().map(|(name, declared)| input(name, declared)).collect()
}

fn input(name: &str, declared: &Value) -> WorkflowInput {
    let text = |key: &str| declared.get(key).and_then(Value::as_str).map(str::to_owned);
    WorkflowInput {
        name: name.to_owned(),
        description: text("description"),
        required: text("required").as_deref() == Some("true"),
        default: text("default"),
        kind: kind(text("type").as_deref(), declared),
    }
}

fn kind(named: Option<&str>, declared: &Value) -> InputKind {
    match named {
        Some("boolean") => InputKind::Boolean,
        Some("number") => InputKind::Number,
        Some("environment") => InputKind::Environment,
        Some("choice") => {
            let options = declared.get("options").and_then(Value::as_array);
            let options = options.into_iter().flatten().filter_map(Value::as_str);
            InputKind::Choice { options: options.map(str::to_owned).collect() }
        }
        _ => InputKind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<WorkflowFile> {
        readable("acme/api", "deploy.yml", text)
    }

    #[test]
    fn inputs_keep_their_order_and_kind() {
        let text = r#"
name: Deploy
run-name: Deploy ${{ inputs.version }} [${{ inputs.slipway_dispatch }}]
on:
  push:
  workflow_dispatch:
    inputs:
      version: { description: What to deploy, required: true }
      region:
        type: choice
        options: [eu-west-3, ap-northeast-2]
        default: eu-west-3
      dry_run: { type: boolean, default: false }
      count: { type: number, default: 1.10 }
      at: { type: environment }
      about: { type: something_new }
jobs: {}
"#;
        let workflow = read(text).expect("can be started");
        let names: Vec<&str> = workflow.inputs.iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, ["version", "region", "dry_run", "count", "at", "about"]);
        let options = vec!["eu-west-3".to_owned(), "ap-northeast-2".to_owned()];
        let kinds = [
            InputKind::Text,
            InputKind::Choice { options },
            InputKind::Boolean,
            InputKind::Number,
            InputKind::Environment,
            InputKind::Text,
        ];
        assert!(workflow.inputs.iter().map(|input| &input.kind).eq(&kinds), "{:?}", workflow.inputs);
        assert!(workflow.inputs[0].required && !workflow.inputs[1].required);
        assert_eq!(workflow.inputs[3].default.as_deref(), Some("1.10"));
        assert_eq!((workflow.name.as_str(), workflow.file.as_str()), ("Deploy", "deploy.yml"));
        assert!(workflow.run_name.as_ref().is_some_and(|name| name.starts_with("Deploy ${{")));
        assert!(!workflow.shows("slipway_dispatch"), "its name shows it, but it does not take it");
    }

    #[test]
    fn what_people_cannot_start_is_left_out() {
        for text in ["on: workflow_dispatch", "on: [push, workflow_dispatch]", "on: { workflow_dispatch: }"] {
            assert_eq!(read(text).map(|workflow| workflow.name).as_deref(), Some("deploy.yml"), "{text}");
        }
        for text in ["on: push", "on: [push]", "on: { push: }", "name: x", "", "[", "on:\n\t- x: ["] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}

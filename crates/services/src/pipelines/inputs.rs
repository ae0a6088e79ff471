//! Inputs of a workflow, checked before anything is sent.

use crate::ports::DISPATCH_INPUT;
use domain::PortalError;
use domain::pipeline::{InputKind, WorkflowFile};
use std::collections::BTreeMap;

/// GitHub takes no more.
const MOST: usize = 25;
/// Characters of all inputs together that GitHub takes.
const LONGEST: usize = 65_535;

/// What is sent, or a refusal that names every input that does not fit.
pub(super) fn checked(
    workflow: &WorkflowFile,
    given: &BTreeMap<String, String>,
    environments: &[String],
) -> Result<BTreeMap<String, String>, PortalError> {
    let mut problems = Vec::new();
    let mut fitting = BTreeMap::new();
    let declared = workflow.inputs.iter().filter(|input| input.name != DISPATCH_INPUT);
    for input in declared.clone() {
        let value = given.get(&input.name).map(String::as_str);
        match input.check(value) {
            Err(why) => problems.push((input.name.clone(), why)),
            Ok(Some(name)) if input.kind == InputKind::Environment && !environments.contains(&name) => {
                let why = format!("{name:?} is none of {}", environments.join(", "));
                problems.push((input.name.clone(), why));
            }
            Ok(value) => fitting.extend(value.map(|value| (input.name.clone(), value))),
        }
    }
    let known = |name: &String| declared.clone().any(|input| &input.name == name);
    let unknown = given.keys().filter(|name| !known(name));
    problems.extend(unknown.map(|name| (name.clone(), format!("is no input of {}", workflow.file))));
    if workflow.inputs.len() > MOST {
        return Err(PortalError::invalid(format!(
            "{} declares more than {MOST} inputs, which GitHub does not take. Nothing was started.",
            workflow.file
        )));
    }
    if fitting.values().map(|value| value.chars().count()).sum::<usize>() > LONGEST {
        return Err(PortalError::invalid(format!(
            "The inputs have more than {LONGEST} characters together, which GitHub does not take. Nothing was started."
        )));
    }
    match problems.is_empty() {
        true => Ok(fitting),
        false => Err(unfit(problems)),
    }
}

/// Every problem at its input.
pub(super) fn unfit(problems: impl IntoIterator<Item = (String, String)>) -> PortalError {
    let start = PortalError::invalid("Some inputs do not fit the workflow; nothing was started.");
    problems.into_iter().fold(start, |error, (name, why)| error.at(format!("inputs.{name}"), why))
}

/// Whether the names of environments have to be known.
pub(super) fn names_environments(workflow: &WorkflowFile) -> bool {
    workflow.inputs.iter().any(|input| input.kind == InputKind::Environment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::pipeline::WorkflowInput;

    fn workflow() -> WorkflowFile {
        let input = |name: &str, required: bool, kind: InputKind| WorkflowInput {
            name: name.to_owned(),
            description: None,
            required,
            default: None,
            kind,
        };
        WorkflowFile {
            file: "scale.yml".into(),
            name: "Scale".into(),
            inputs: vec![
                input("stage", true, InputKind::Environment),
                input("tasks", true, InputKind::Number),
                input("note", false, InputKind::Text),
                input(DISPATCH_INPUT, true, InputKind::Text),
            ],
            run_name: None,
            disabled: false,
        }
    }

    fn check(given: &[(&str, &str)]) -> Result<BTreeMap<String, String>, Vec<String>> {
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        checked(&workflow(), &given, &["dev".to_owned(), "prod".to_owned()]).map_err(|error| {
            error.fields.iter().map(|field| format!("{} {}", field.field, field.message)).collect()
        })
    }

    #[test]
    fn every_problem_is_named_at_its_input() {
        let good = check(&[("stage", "prod"), ("tasks", " 4 "), ("note", "")]).expect("fits");
        assert_eq!(
            good,
            [("stage", "prod"), ("tasks", "4")].map(|(a, b)| (a.to_owned(), b.to_owned())).into()
        );
        let bad = check(&[("stage", "moon"), ("tasks", "many"), ("taks", "4"), (DISPATCH_INPUT, "mine")]);
        assert_eq!(
            bad.expect_err("refused"),
            [
                r#"inputs.stage "moon" is none of dev, prod"#,
                r#"inputs.tasks "many" is no number"#,
                "inputs.slipway_dispatch is no input of scale.yml",
                "inputs.taks is no input of scale.yml",
            ]
        );
        assert_eq!(check(&[("stage", "dev")]).expect_err("refused"), ["inputs.tasks is required"]);
    }

    #[test]
    fn what_github_does_not_take_is_not_sent() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(check(&[("stage", "dev"), ("tasks", "1"), ("note", &long)]), Err(vec![]));
    }
}

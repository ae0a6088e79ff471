//! What act writes: one JSON object a line.

use crate::github::model::Conclusion;
use crate::github::workflow;
use serde::Deserialize;

/// Something that happened in a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    StepBegan {
        step: String,
    },
    StepWrote {
        step: String,
        line: String,
    },
    StepEnded {
        step: String,
        conclusion: Conclusion,
    },
    /// A step has set an output.
    Output {
        step: String,
        name: String,
        value: String,
    },
    JobEnded(Conclusion),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(rename = "jobID")]
    job: String,
    msg: String,
    level: String,
    stage: String,
    #[serde(rename = "stepID")]
    step: Vec<String>,
    #[serde(rename = "stepResult")]
    step_result: Option<String>,
    #[serde(rename = "jobResult")]
    job_result: Option<String>,
    raw_output: bool,
    command: Option<String>,
    name: String,
    arg: String,
}

/// What a line says about a job; `None`: nothing of interest.
pub fn read(line: &str, job: &str) -> Option<Event> {
    let line: Line = serde_json::from_str(line).ok()?;
    if line.job != job {
        return None;
    }
    if let Some(result) = &line.job_result {
        return Some(Event::JobEnded(conclusion(result)));
    }
    match line.step.as_slice() {
        // Steps inside of composite actions have more than one.
        [step] if line.stage == "Main" => of_step(step.clone(), &line),
        _ => None,
    }
}

fn of_step(step: String, line: &Line) -> Option<Event> {
    if let Some(result) = &line.step_result {
        return Some(Event::StepEnded { step, conclusion: conclusion(result) });
    }
    if let Some(command) = &line.command {
        return of_command(step, command, line);
    }
    let exit = line.msg.strip_prefix("exit status ").filter(|_| line.level == "error");
    match exit.and_then(|code| code.trim().parse().ok()) {
        Some(code) => Some(Event::StepWrote { step, line: workflow::failed(code) }),
        None if line.raw_output => {
            Some(Event::StepWrote { step, line: line.msg.trim_end_matches(['\r', '\n']).to_owned() })
        }
        None if line.msg.starts_with('⭐') => Some(Event::StepBegan { step }),
        None => None,
    }
}

/// Workflow commands, as GitHub's logs show them.
fn of_command(step: String, command: &str, line: &Line) -> Option<Event> {
    match command {
        "set-output" => Some(Event::Output { step, name: line.name.clone(), value: line.arg.clone() }),
        "warning" | "error" | "notice" | "debug" | "group" | "endgroup" => {
            Some(Event::StepWrote { step, line: format!("##[{command}]{}", line.arg) })
        }
        _ => None,
    }
}

fn conclusion(word: &str) -> Conclusion {
    match word {
        "success" => Conclusion::Success,
        "skipped" => Conclusion::Skipped,
        "cancelled" => Conclusion::Cancelled,
        _ => Conclusion::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood() {
        let line =
            |rest: &str| format!(r#"{{"jobID":"go","stage":"Main","stepID":["p"],"level":"info",{rest}}}"#);
        let step = || "p".to_owned();
        let table = [
            (line(r#""msg":"⭐ Run Main Print""#), Some(Event::StepBegan { step: step() })),
            (
                line(r#""msg":"a b\n","raw_output":true"#),
                Some(Event::StepWrote { step: step(), line: "a b".into() }),
            ),
            (
                line(r#""msg":"x","command":"warning","arg":"careful""#),
                Some(Event::StepWrote { step: step(), line: "##[warning]careful".into() }),
            ),
            (
                line(r#""msg":"x","command":"set-output","name":"image","arg":"abc""#),
                Some(Event::Output { step: step(), name: "image".into(), value: "abc".into() }),
            ),
            (
                line(r#""msg":"exit status 3","level":"error""#).replacen(r#""level":"info","#, "", 1),
                Some(Event::StepWrote { step: step(), line: workflow::failed(3) }),
            ),
            (
                line(r#""msg":"x","stepResult":"failure""#),
                Some(Event::StepEnded { step: step(), conclusion: Conclusion::Failure }),
            ),
            (
                r#"{"jobID":"go","jobResult":"success","msg":"x"}"#.into(),
                Some(Event::JobEnded(Conclusion::Success)),
            ),
            (r#"{"jobID":"other","jobResult":"success","msg":"x"}"#.into(), None),
            (line(r#""msg":"x","command":"add-mask""#), None),
            ("Error: Job failed".to_owned(), None),
        ];
        for (text, expected) in table {
            assert_eq!(read(&text, "go"), expected, "{text}");
        }
    }
}

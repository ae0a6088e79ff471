//! Templates are checked by a process of its own: AWS's rules fill some 200 MB, which only its end gives back.

use async_trait::async_trait;
use domain::PortalError;
use domain::template::Finding;
use serde::Deserialize;
use services::ports::{TemplateChecker, TemplateFile};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// Each file has a limit of its own, below it; this is for a process that hangs.
const LONGEST: Duration = Duration::from_secs(300);

/// Starts `slipway template check` for what is new.
#[derive(Clone, Debug)]
pub struct CheckApart {
    program: PathBuf,
}

/// What of a report is needed here.
#[derive(Deserialize)]
struct Report {
    findings: Vec<Finding>,
}

impl CheckApart {
    /// `program` is the portal's own.
    pub fn new(program: PathBuf) -> Self {
        CheckApart { program }
    }

    async fn reports(&self, files: &[TemplateFile]) -> Result<Vec<Report>, String> {
        // Files may have changed since they were read; what was read is checked.
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut command = Command::new(&self.program);
        command.args(["template", "check", "--json"]).stdin(Stdio::null()).kill_on_drop(true);
        for (place, file) in files.iter().enumerate() {
            let path = folder.path().join(place.to_string());
            tokio::fs::write(&path, &file.source).await.map_err(|error| error.to_string())?;
            command.arg(path);
        }
        let ended = tokio::time::timeout(LONGEST, command.output()).await;
        let output = ended.map_err(|_| format!("it took longer than {} s", LONGEST.as_secs()))?;
        let output = output.map_err(|error| error.to_string())?;
        let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let reports: Result<Vec<Report>, _> = lines.map(serde_json::from_slice).collect();
        match reports {
            Ok(reports) if reports.len() == files.len() => Ok(reports),
            Ok(_) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[async_trait]
impl TemplateChecker for CheckApart {
    async fn check(&self, files: &[TemplateFile]) -> Result<Vec<Vec<Finding>>, PortalError> {
        let reports = self.reports(files).await;
        let reports = reports.map_err(|why| {
            PortalError::unavailable("The templates cannot be checked now; try again in a moment.")
                .because(why)
        })?;
        Ok(reports.into_iter().map(|report| report.findings).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::names::TemplateName;
    use std::os::unix::fs::PermissionsExt;

    fn file() -> TemplateFile {
        TemplateFile {
            name: TemplateName::unnamed(),
            source: b"Resources: {}".as_slice().into(),
            refused: None,
        }
    }

    /// A program that does what the script says.
    fn program(folder: &tempfile::TempDir, script: &str) -> CheckApart {
        let path = folder.path().join("program");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).expect("executable");
        CheckApart::new(path)
    }

    #[tokio::test]
    async fn each_file_gets_its_findings() {
        let folder = tempfile::tempdir().expect("a folder");
        let finding =
            r#"{"severity":"warning","rule":"W1","message":"look","line":2,"column":1,"resource":null}"#;
        let script =
            format!(r#"cat "$4" >&2; for f in 1 2; do echo '{{"ok":true,"findings":[{finding}]}}'; done"#);
        let found = program(&folder, &script).check(&[file(), file()]).await.expect("checked");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1][0].rule, "W1");
    }

    #[tokio::test]
    async fn a_broken_program_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        for (script, why) in [("echo no >&2; exit 3", "no"), ("echo nonsense", "expected")] {
            let error = program(&folder, script).check(&[file()]).await.expect_err("refused");
            assert!(error.cause.is_some_and(|cause| cause.contains(why)), "{script}");
        }
    }
}

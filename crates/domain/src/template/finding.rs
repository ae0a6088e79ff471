use serde::{Deserialize, Serialize};

/// How bad a finding is. Errors stop a plan before anything is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    Error,
}

impl Severity {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something that a check has to say about a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// Stable identifier of the rule.
    pub rule: String,
    pub message: String,
    /// From 1; 0 when the finding is about the whole file.
    pub line: u32,
    /// From 1; 0 when unknown.
    pub column: u32,
    /// Logical id of the resource it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
}

impl Finding {
    /// As editors jump to it: `file:line:column: severity[rule] message`; about the whole file there is no line.
    pub fn located(&self, file: &str) -> String {
        let place = match (self.line, self.column) {
            (0, _) => String::new(),
            (line, 0) => format!(":{line}"),
            (line, column) => format!(":{line}:{column}"),
        };
        let message = self.message.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{file}{place}: {}[{}] {message}", self.severity.as_str(), self.rule)
    }

    /// How many there are: `not ok: 1 errors, 0 warnings, 2 notes`.
    pub fn summary(findings: &[Finding]) -> String {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let verdict = if errors == 0 { "ok" } else { "not ok" };
        format!("{verdict}: {errors} errors, {warnings} warnings, {} notes", count(Severity::Info))
    }
}

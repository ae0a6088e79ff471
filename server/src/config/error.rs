use std::fmt;
use std::path::PathBuf;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A configuration file; line and column from 1.
    File { path: PathBuf, line: usize, column: usize },
    /// An environment variable, by its name.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("the default"),
            Origin::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
            Origin::Variable(name) => f.write_str(name),
        }
    }
}

/// A setting that stops the start: where it stands, what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}. {remedy}")]
pub struct ConfigError {
    pub origin: Origin,
    /// Without a full stop.
    pub problem: String,
    /// A sentence.
    pub remedy: String,
}

impl ConfigError {
    pub fn new(origin: Origin, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        ConfigError { origin, problem: problem.into(), remedy: remedy.into() }
    }
}

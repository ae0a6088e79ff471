//! `AllowedPattern`: Java's regular expressions, matched against the whole value.

use fancy_regex::{Regex, RegexBuilder};

/// Steps that a pattern with look-around may take back before it counts as undecidable.
const BACKTRACK_LIMIT: usize = 100_000;

/// Memory for a compiled pattern; a nest of repetitions could ask for gigabytes.
const COMPILED_BYTES: usize = 4 << 20;

/// Why a value could not be held against a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// The pattern is none that this engine understands.
    Invalid(String),
    /// It took too many steps.
    TooHard,
}

/// Whether the whole value matches.
pub(crate) fn fits(pattern: &str, value: &str) -> Result<bool, Undecided> {
    let regex = compile(pattern)?;
    regex.is_match(value).map_err(|_| Undecided::TooHard)
}

/// The pattern, anchored at both ends.
pub(crate) fn compile(pattern: &str) -> Result<Regex, Undecided> {
    RegexBuilder::new(&format!(r"\A(?:{})\z", super::java::translated(pattern)))
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(COMPILED_BYTES)
        .build()
        .map_err(|error| Undecided::Invalid(error.to_string()))
}

//! Names that people type, parsed once at the door.

use serde::{Deserialize, Serialize};

/// Why a text is no such name, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {reason}")]
pub struct InvalidName {
    pub what: &'static str,
    pub reason: String,
}

/// Lowercase letters, digits and single hyphens, starting with a letter, as DNS labels and stack names want it.
fn check_slug(what: &'static str, text: &str, longest: usize) -> Result<(), InvalidName> {
    let refuse = |reason: &str| Err(InvalidName { what, reason: reason.to_owned() });
    if text.is_empty() {
        return refuse("must not be empty");
    }
    if text.len() > longest {
        return refuse(&format!("must have at most {longest} characters"));
    }
    if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return refuse("may contain lowercase letters a to z, digits and hyphens only");
    }
    if !text.as_bytes()[0].is_ascii_lowercase() {
        return refuse("must start with a letter");
    }
    if text.ends_with('-') || text.contains("--") {
        return refuse("must not end with a hyphen or contain two in a row");
    }
    Ok(())
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $what:literal, $longest:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const LONGEST: usize = $longest;

            pub fn parse(text: &str) -> Result<Self, InvalidName> {
                check_slug($what, text, $longest)?;
                Ok(Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;
            fn try_from(text: String) -> Result<Self, InvalidName> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    TeamName, "a team's name", 40;
    ServiceName, "a service's name", 40;
    /// `dev`, `staging`, `prod`, or whatever the configuration calls its stages.
    StageName, "a stage's name", 20;
    /// A region's code as AWS writes it: `ap-northeast-2`.
    RegionName, "a region's name", 32;
    /// What tells a service's environments in one stage and region apart; by default the template's name.
    EnvironmentName, "an environment's name", 40;
    /// Where probes are sent from.
    LocationName, "a probe location's name", 40;
}

/// A template's name: its file's name without the ending.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TemplateName(String);

impl TemplateName {
    pub const LONGEST: usize = 128;

    /// Companies' files keep their names: letters, digits, `.`, `_`, `-` and spaces are fine.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let refuse = |reason: String| Err(InvalidName { what: "a template's name", reason });
        if text.is_empty() || text.chars().all(|c| c == '.') {
            return refuse("must not be empty".to_owned());
        }
        if text.len() > Self::LONGEST {
            return refuse(format!("must have at most {} bytes", Self::LONGEST));
        }
        if text.chars().any(|c| c.is_control() || c == '/' || c == '\\') {
            return refuse("must not contain slashes or control characters".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    /// For a file that is looked at and never catalogued, whose own name is no template's.
    pub fn unnamed() -> Self {
        Self("template".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TemplateName {
    type Error = InvalidName;
    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::parse(&text)
    }
}

impl From<TemplateName> for String {
    fn from(name: TemplateName) -> String {
        name.0
    }
}

impl std::fmt::Display for TemplateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_held_to_their_rules() {
        let longest = "a".repeat(ServiceName::LONGEST);
        let too_long = "a".repeat(ServiceName::LONGEST + 1);
        for good in ["live-api", "a", "s3", longest.as_str()] {
            assert!(ServiceName::parse(good).is_ok(), "{good}");
        }
        let bad =
            ["", "-a", "a-", "a--b", "Live", "1st", "라이브", "<script>", "a b", "😀", "a_b", &too_long];
        for text in bad {
            assert!(ServiceName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn template_names_keep_what_companies_call_their_files() {
        assert!(TemplateName::parse("VPC with NAT.v2").is_ok());
        for text in ["", "..", "a/b", "a\\b", "a\nb"] {
            assert!(TemplateName::parse(text).is_err(), "{text:?}");
        }
    }
}

//! Keeping secrets out of what the cloud tells of a stack.

use crate::Portal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::drift::{DriftReport, PropertyDrift, ResourceDrift};
use domain::environment::Environment;

/// What stands for a secret.
const HIDDEN: &str = "••••";
/// Longer values are cut: whole policies and scripts can be properties.
const LONGEST: usize = 1_000;

/// The secrets that an environment runs with, in clear text; never logged.
pub(crate) struct Secrets {
    /// Empty ones are in every text and are none.
    known: Vec<String>,
    /// Not all of them could be found out: then any value may hold one.
    unknown: bool,
}

impl Portal {
    /// All `NoEcho` values are sealed, wherever they came from, and nothing else is.
    pub(crate) fn secrets_of(&self, environment: &Environment) -> Secrets {
        let mut secrets = Secrets { known: Vec::new(), unknown: false };
        for value in environment.values.values().filter(|value| value.shown().is_none()) {
            match self.vault.open(value) {
                Ok(clear) if clear.is_empty() => {}
                Ok(clear) => secrets.known.push(clear),
                Err(_) => secrets.unknown = true,
            }
        }
        secrets
    }
}

impl Secrets {
    /// The report as people may see it.
    pub fn hidden_in(&self, report: DriftReport) -> DriftReport {
        let hidden = |text: String| if self.told_in(&text) { HIDDEN.to_owned() } else { cut(text) };
        let resource = |found: ResourceDrift| ResourceDrift {
            properties: found
                .properties
                .into_iter()
                .map(|property| self.hidden_in_property(property))
                .collect(),
            ..found
        };
        DriftReport {
            drifted: report.drifted.into_iter().map(resource).collect(),
            incomplete: report.incomplete.map(hidden),
        }
    }

    /// A property that held a secret on one side has most likely got another one on the other.
    fn hidden_in_property(&self, property: PropertyDrift) -> PropertyDrift {
        let PropertyDrift { path, expected, actual } = property;
        let told = |text: &Option<String>| text.as_ref().is_some_and(|text| self.told_in(text));
        let hide = self.unknown || told(&expected) || told(&actual);
        let shown = |text: String| if hide { HIDDEN.to_owned() } else { cut(text) };
        let path = if self.told_in(&path) { HIDDEN.to_owned() } else { path };
        PropertyDrift { path, expected: expected.map(shown), actual: actual.map(shown) }
    }

    /// Whether the text holds a secret: as it is, as JSON writes it, or as user data carries it.
    fn told_in(&self, text: &str) -> bool {
        let decoded = BASE64.decode(text.trim()).unwrap_or_default();
        self.known.iter().any(|secret| {
            let quoted = serde_json::to_string(secret).unwrap_or_default();
            let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            text.contains(secret.as_str())
                || inside.is_some_and(|inside| text.contains(inside))
                || decoded.windows(secret.len()).any(|window| window == secret.as_bytes())
        })
    }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::drift::DriftChange;

    fn secrets(known: &[&str], unknown: bool) -> Secrets {
        Secrets { known: known.iter().map(|text| (*text).to_owned()).collect(), unknown }
    }

    fn shown(
        secrets: &Secrets,
        expected: Option<&str>,
        actual: Option<&str>,
    ) -> (Option<String>, Option<String>) {
        let property = PropertyDrift {
            path: "/Value".into(),
            expected: expected.map(str::to_owned),
            actual: actual.map(str::to_owned),
        };
        let property = secrets.hidden_in_property(property);
        (property.expected, property.actual)
    }

    #[test]
    fn secrets_are_hidden_in_every_guise() {
        let known = secrets(&["hunter2", "a\"b"], false);
        let in_user_data = BASE64.encode("#!/bin/sh\nexport PASSWORD=hunter2\n");
        let table = [
            ("hunter2", true),
            ("user=me;password=hunter2", true),
            (r#"{"Password": "a\"b"}"#, true),
            (in_user_data.as_str(), true),
            ("hunter3", false),
            ("", false),
        ];
        for (text, secret) in table {
            let expected = if secret { HIDDEN } else { text };
            assert_eq!(shown(&known, Some(text), None), (Some(expected.to_owned()), None), "{text}");
        }
    }

    #[test]
    fn both_sides_of_a_secret_property_are_hidden() {
        let hidden = (Some(HIDDEN.to_owned()), Some(HIDDEN.to_owned()));
        assert_eq!(shown(&secrets(&["hunter2"], false), Some("hunter2"), Some("changed by hand")), hidden);
        assert_eq!(shown(&secrets(&["hunter2"], false), Some("one"), Some("hunter2")), hidden);
        assert_eq!(
            shown(&secrets(&[], true), Some("one"), Some("two")),
            hidden,
            "which it is cannot be told"
        );
    }

    #[test]
    fn reports_are_hidden_in_as_a_whole_and_cut() {
        let property =
            PropertyDrift { path: "/Tags/hunter2".into(), expected: Some("x".repeat(5_000)), actual: None };
        let drifted = ResourceDrift {
            logical_id: "Note".into(),
            kind: "AWS::SSM::Parameter".into(),
            change: DriftChange::Modified,
            properties: vec![property],
        };
        let report = DriftReport { drifted: vec![drifted], incomplete: Some("hunter2 was not read".into()) };
        let shown = secrets(&["hunter2"], false).hidden_in(report);
        assert_eq!(shown.incomplete.as_deref(), Some(HIDDEN));
        let property = &shown.drifted[0].properties[0];
        assert_eq!(property.path, HIDDEN);
        assert_eq!(property.expected.as_ref().map(|text| text.chars().count()), Some(LONGEST + 1));
    }
}

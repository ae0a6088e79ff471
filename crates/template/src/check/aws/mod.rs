//! AWS's own rules and resource schemas, from the crate `cloudformation-validate`.

mod effort;
mod engine;
mod place;
mod plain;
mod policy;
mod values;

use crate::document::Document;
use cloudformation_validate::Diagnostic;
use domain::template::{Parameter, Template};
use plain::Plain;
use policy::Grounds;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use yaml::Findings;
use yaml::Position;

/// Keeps AWS's rules in memory while it lives; see [`crate::hold_rules`].
pub struct HeldRules {
    /// Missing when they could not be loaded, which comes up again, as a finding, with each template.
    _rules: Option<Arc<engine::Rules>>,
}

pub(super) fn hold() -> HeldRules {
    HeldRules { _rules: engine::rules().ok() }
}

/// One stack that a template is checked for: with its values, findings are about them and no others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// `None`: wherever.
    pub region: Option<&'a str>,
    pub values: &'a BTreeMap<String, String>,
}

pub(super) fn check(
    source: &[u8],
    document: &Document,
    template: &Template,
    target: Option<&Target<'_>>,
    findings: &mut Findings,
) {
    let relief = if target.is_none() { effort::relief(document, template) } else { None };
    let relieved = relief.as_ref().map(|values| Target { region: None, values });
    match diagnostics(source, document, target.or(relieved.as_ref())) {
        Ok(diagnostics) => {
            let context = Context::of(document, template, target, findings);
            diagnostics.iter().for_each(|(at, found)| context.take(*at, found, findings));
        }
        Err(reason) => {
            let message = format!("AWS's rules could not be run over this template: {reason}");
            findings.warning("aws-rules", Position::default(), message);
        }
    }
}

/// What the rules say, with places in the source. Where their own parser is too strict for the file, they get it
/// rewritten.
fn diagnostics(
    source: &[u8],
    document: &Document,
    target: Option<&Target<'_>>,
) -> Result<Vec<(Position, Diagnostic)>, String> {
    let rules = engine::rules()?;
    let found = rules.run(source, target)?;
    if !found.iter().any(is_parse_error) {
        return Ok(found.into_iter().map(|found| (place(&found), found)).collect());
    }
    let plain = Plain::of(&document.root);
    let found = rules.run(plain.text.as_bytes(), target)?;
    Ok(found.into_iter().map(|found| (plain.origin(place(&found)), found)).collect())
}

fn is_parse_error(found: &Diagnostic) -> bool {
    found.rule_id == "F1101" && found.message.contains("parse error")
}

/// The known resource type that an unknown one was probably meant to be.
fn similar_type(found: &Diagnostic) -> Option<String> {
    let unknown =
        found.entity.as_ref().filter(|_| found.rule_id == policy::UNKNOWN_TYPE)?.resource_type.as_ref()?;
    let rules = engine::rules().ok()?;
    let is_similar = |known: &&str| {
        known.eq_ignore_ascii_case(unknown) || strsim::damerau_levenshtein(known, unknown) == 1
    };
    rules.resource_types().filter(is_similar).min().map(str::to_owned)
}

fn place(found: &Diagnostic) -> Position {
    let at = found.location.map(|span| Position { line: span.start_line, column: span.start_column });
    at.unwrap_or_default()
}

/// What must be known about the template to take a diagnostic for what it is.
struct Context<'a> {
    document: &'a Document,
    values_known: bool,
    /// Lines of our own errors.
    errors: HashSet<u32>,
    /// Values of `NoEcho` parameters, which no message may repeat.
    secrets: Vec<&'a str>,
}

impl<'a> Context<'a> {
    fn of(
        document: &'a Document,
        template: &'a Template,
        target: Option<&'a Target<'a>>,
        ours: &Findings,
    ) -> Self {
        let given = |name: &str| target.and_then(|target| target.values.get(name)).map(String::as_str);
        let both = |secret: &'a Parameter| [secret.default.as_deref(), given(&secret.name)];
        let secrets =
            template.parameters.iter().filter(|parameter| parameter.no_echo).flat_map(both).flatten();
        Self {
            document,
            values_known: target.is_some(),
            errors: ours.errors().map(|finding| finding.line).collect(),
            secrets: secrets.filter(|text| !text.is_empty()).collect(),
        }
    }

    fn take(&self, at: Position, found: &Diagnostic, findings: &mut Findings) {
        let at = place::closer(found, self.document).unwrap_or(at);
        if policy::is_echo(found) && self.errors.contains(&at.line) {
            return;
        }
        let similar = similar_type(found);
        let grounds =
            Grounds { document: self.document, values_known: self.values_known, is_typo: similar.is_some() };
        let Some(severity) = policy::severity(found, &grounds) else { return };
        let resource = found.entity.as_ref().map(|entity| entity.logical_id.clone());
        let hide = |message: String, secret: &&str| message.replace(*secret, "****");
        let mut message = self.secrets.iter().fold(found.message.clone(), hide);
        if let Some(similar) = similar {
            message.push_str(&format!("; did you mean '{similar}'?"));
        }
        findings.add(severity, &found.rule_id, at, message, resource);
    }
}

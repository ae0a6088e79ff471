//! AWS's own rules and resource schemas, from the crate `cloudformation-validate`.

use crate::document::Document;
use crate::findings::Findings;
use crate::tree::Position;
use cloudformation_validate::{
    CompositeEngine, CompositeEngineConfig, DetailLevel, Diagnostic, SchemaValidator,
    Severity as AwsSeverity, ValidateConfig, validate_bytes_with_path,
};
use domain::template::{Severity, Template};
use std::sync::LazyLock;

/// The compiled rules: immutable, the same for every template, and slow to build.
struct Rules {
    engine: CompositeEngine,
    schemas: SchemaValidator,
}

static RULES: LazyLock<Result<Rules, String>> = LazyLock::new(|| {
    let engine = CompositeEngine::new(CompositeEngineConfig::default()).map_err(|error| error.to_string())?;
    Ok(Rules { engine, schemas: SchemaValidator::default() })
});

pub(super) fn warm_up() {
    LazyLock::force(&RULES);
}

pub(super) fn check(source: &[u8], document: &Document, template: &Template, findings: &mut Findings) {
    match run(source) {
        Ok(diagnostics) => diagnostics.iter().for_each(|found| take(found, document, template, findings)),
        Err(reason) => {
            let message = format!("AWS's rules could not be run over this template: {reason}");
            findings.warning("aws-rules", Position::default(), message);
        }
    }
}

fn run(source: &[u8]) -> Result<Vec<Diagnostic>, String> {
    let rules = RULES.as_ref().map_err(Clone::clone)?;
    let config = ValidateConfig {
        detail_level: DetailLevel::Standard,
        severity_level: AwsSeverity::Warn,
        ..ValidateConfig::default()
    };
    let report = validate_bytes_with_path(&rules.engine, &rules.schemas, source, config, String::new());
    report.map(|report| report.diagnostics).map_err(|error| error.to_string())
}

fn take(found: &Diagnostic, document: &Document, template: &Template, findings: &mut Findings) {
    let at = found.location.map(|span| Position { line: span.start_line, column: span.start_column });
    let at = at.unwrap_or_default();
    let resource = found.entity.as_ref().map(|entity| entity.logical_id.clone());
    let _ = (document, template);
    let severity = match found.severity {
        AwsSeverity::Fatal | AwsSeverity::Error => Severity::Error,
        AwsSeverity::Warn => Severity::Warning,
        AwsSeverity::Info | AwsSeverity::Debug => Severity::Info,
    };
    findings.add(severity, &found.rule_id, at, found.message.clone(), resource);
}

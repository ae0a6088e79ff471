//! The report as text: the form as a table, then the findings, each where an editor can jump to it.

use super::{CheckReport, ReportedParameter};
use crate::read::OTHERS;
use domain::template::{Constraints, Finding};
use std::fmt::{self, Display, Formatter};

/// Columns wider than this are cut; the full text is in the file and in the JSON form.
const WIDEST: usize = 40;

impl Display for CheckReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let title = if self.title.is_empty() { "not readable" } else { &self.title };
        writeln!(f, "{}: {title}", self.file)?;
        writeln!(
            f,
            "  {} parameters, {} resources, {} outputs",
            self.parameters.len(),
            self.resources.len(),
            self.outputs.len()
        )?;
        form(f, &self.parameters)?;
        for finding in &self.findings {
            writeln!(f, "{}", finding.located(&self.file))?;
        }
        writeln!(f, "  {}", Finding::summary(&self.findings))
    }
}

fn form(f: &mut Formatter<'_>, parameters: &[ReportedParameter]) -> fmt::Result {
    let rows: Vec<[String; 4]> = parameters.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    let mut group = None;
    for (parameter, [name, kind, control, rest]) in parameters.iter().zip(&rows) {
        if parameter.group != group {
            group.clone_from(&parameter.group);
            writeln!(f, "  [{}]", group.as_deref().unwrap_or(OTHERS))?;
        }
        let [a, b, c] = widths;
        let line = format!("    {name:<a$}  {kind:<b$}  {control:<c$}  {rest}");
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(parameter: &ReportedParameter) -> [String; 4] {
    let control = serde_json::to_value(parameter.control).ok();
    let control = control.as_ref().and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    [parameter.name.clone(), parameter.kind.clone(), control, details(parameter)]
}

fn details(parameter: &ReportedParameter) -> String {
    let value = match &parameter.default {
        Some(default) => format!("= {}", cut(default)),
        None if parameter.fill.is_some() => "filled in by the portal".to_owned(),
        None if parameter.required => "required".to_owned(),
        None => "default hidden".to_owned(),
    };
    std::iter::once(value).chain(limits(&parameter.constraints)).collect::<Vec<_>>().join("; ")
}

fn limits(constraints: &Constraints) -> Vec<String> {
    let mut limits = Vec::new();
    if !constraints.allowed_values.is_empty() {
        limits.push(format!("one of {}", cut(&constraints.allowed_values.join(", "))));
    }
    limits.extend(constraints.allowed_pattern.as_ref().map(|pattern| format!("like {}", cut(pattern))));
    limits.extend(constraints.min_length.map(|least| format!("at least {least} characters")));
    limits.extend(constraints.max_length.map(|most| format!("at most {most} characters")));
    limits.extend(constraints.min_value.map(|least| format!("at least {least}")));
    limits.extend(constraints.max_value.map(|most| format!("at most {most}")));
    limits
}

fn cut(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &one_line[..end]),
        None => one_line,
    }
}

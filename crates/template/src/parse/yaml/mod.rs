//! YAML with places, tags and scalars as written.

mod builder;
mod indent;
mod origin;
mod words;

use super::Broken;
use crate::findings::Findings;
use crate::limits::MAX_REPAIR_BYTES;
use crate::tree::{Node, Position, Value};
use builder::Builder;
use indent::Indented;
use saphyr_parser::{Marker, Parser, ScanError};

/// The tree of one YAML document.
///
/// The parser holds lines inside of quotes and brackets to the indentation that YAML demands. CloudFormation's own and
/// its tools' do not, and people deploy such templates every day: those lines are indented for it, and read again.
pub(super) fn parse(text: &str, findings: &mut Findings) -> Result<Node, Broken> {
    if let Some(at) = first_control_character(text) {
        let message = "a control character stands here, and YAML takes none".to_owned();
        return Err(Broken { rule: RULE, at, message });
    }
    let mut source = Indented::new(text);
    let mut spent = text.len();
    loop {
        let mut found = Findings::default();
        match attempt(&source, &mut found) {
            Ok(node) => {
                findings.append(found);
                return Ok(node);
            }
            Err(Refusal::Syntax(error, _)) if spent <= MAX_REPAIR_BYTES && source.repair(&error) => {
                spent += text.len()
            }
            Err(Refusal::Syntax(error, innermost)) => {
                let broken = syntax(text, &source, &error);
                if let Some((from, message)) = origin::of(text, error.info(), broken.at, innermost) {
                    findings.error(RULE, from, message);
                }
                return Err(broken);
            }
            Err(Refusal::Broken(broken)) => return Err(broken),
        }
    }
}

const RULE: &str = "yaml-syntax";

/// Why an attempt failed.
enum Refusal {
    /// The parser's own error, which indentation may mend, and where the innermost open map or list begins.
    Syntax(ScanError, Option<Position>),
    /// Ours.
    Broken(Broken),
}

fn attempt(source: &Indented, findings: &mut Findings) -> Result<Node, Refusal> {
    let mut builder = Builder::new(findings);
    for event in Parser::new_from_str(source.text()) {
        let (event, span) = event.map_err(|error| Refusal::Syntax(error, builder.innermost()))?;
        builder.take(event, place(source, &span.start)).map_err(Refusal::Broken)?;
    }
    Ok(builder.finished().unwrap_or_else(|| Node::new(Position::new(1, 1), Value::Null)))
}

fn place(source: &Indented, marker: &Marker) -> Position {
    let added = source.added(marker.line());
    Position::new(marker.line(), (marker.col() + 1).saturating_sub(added).max(1))
}

fn syntax(text: &str, source: &Indented, error: &ScanError) -> Broken {
    let at = place(source, error.marker());
    let at = origin::tab(text, error.info(), at).unwrap_or(at);
    Broken { rule: RULE, at, message: error.info().to_owned() }
}

fn first_control_character(text: &str) -> Option<Position> {
    let refused = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    let before = &text[..text.find(refused)?];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Some(Position::new(before.matches('\n').count() + 1, column + 1))
}

//! From text to trees.

use crate::builder::Builder;
use crate::dialect::Dialect;
use crate::findings::Findings;
use crate::indent::Indented;
use crate::limits::{MAX_PARTS, MAX_REPAIR_BYTES};
use crate::tree::{Node, Position, Value};
use crate::{Broken, json, origin};
use saphyr_parser::{Marker, Parser, ScanError};

/// The tree of a file with one document, or a finding that says where it breaks.
pub fn document(text: &str, dialect: &dyn Dialect, findings: &mut Findings) -> Option<Node> {
    let parsed = match text.trim_start().starts_with('{') {
        true => json_or_flow_yaml(text, dialect, findings),
        false => yaml(text, dialect, findings).map(first),
    };
    parsed.map_err(|broken| broken.tell(findings)).ok()
}

/// The trees of a file's documents. Where one is broken, a finding says so, and the others are there nevertheless.
pub fn documents(text: &str, dialect: &dyn Dialect, findings: &mut Findings) -> Vec<Node> {
    if text.trim_start().starts_with('{') {
        if let Ok(node) = json::parse(text, findings) {
            return vec![node];
        }
    }
    let mut found = Findings::default();
    let broken = match yaml(text, dialect, &mut found) {
        Ok(nodes) => {
            findings.append(found);
            return nodes;
        }
        Err(broken) => broken,
    };
    let parts = parts(text);
    if parts.len() < 2 || parts.len() > MAX_PARTS {
        findings.append(found);
        broken.tell(findings);
        return Vec::new();
    }
    parts.into_iter().flat_map(|part| part_of(&part, dialect, findings)).collect()
}

/// What starts with a brace is meant to be JSON. Where it is only YAML's flow style, the tree is still worth having beside
/// the error.
fn json_or_flow_yaml(text: &str, dialect: &dyn Dialect, findings: &mut Findings) -> Result<Node, Broken> {
    let broken = match json::parse(text, findings) {
        Ok(node) => return Ok(node),
        Err(broken) => broken,
    };
    let Ok(nodes) = yaml(text, dialect, &mut Findings::default()) else { return Err(broken) };
    findings.error(broken.rule, broken.at, broken.message);
    Ok(first(nodes))
}

fn first(nodes: Vec<Node>) -> Node {
    let nothing = || Node::new(Position::new(1, 1), Value::Null);
    nodes.into_iter().next().unwrap_or_else(nothing)
}

/// A piece of a file between two lines that start documents.
struct Part<'t> {
    text: &'t str,
    /// Lines before it.
    before: usize,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut starts = vec![(0, 0)];
    let mut offset = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if offset > 0
            && line.strip_prefix("---").is_some_and(|rest| rest.trim_start() != rest || rest.is_empty())
        {
            starts.push((offset, number));
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(offset, _)| *offset).chain([text.len()]);
    let part = |((start, before), end): ((usize, usize), usize)| Part { text: &text[start..end], before };
    let parts = starts.iter().copied().zip(ends).map(part);
    parts.filter(|part| part.text.lines().any(says)).collect()
}

/// Whether there is something on a line besides comments and directives.
fn says(line: &str) -> bool {
    let line = line.trim();
    !(line.is_empty() || line == "---" || line.starts_with('#') || line.starts_with('%'))
}

fn part_of(part: &Part<'_>, dialect: &dyn Dialect, findings: &mut Findings) -> Vec<Node> {
    let mut found = Findings::default();
    let mut nodes = yaml(part.text, dialect, &mut found).unwrap_or_else(|broken| {
        broken.tell(&mut found);
        Vec::new()
    });
    let lines = u32::try_from(part.before).unwrap_or(u32::MAX);
    found.move_down(lines);
    findings.append(found);
    nodes.iter_mut().for_each(|node| node.move_down(lines));
    nodes
}

const RULE: &str = "yaml-syntax";

/// The trees of YAML documents.
///
/// The parser holds lines inside of quotes and brackets to the indentation that YAML demands. Other tools do not, and
/// people use such files every day: those lines are indented for it, and read again.
fn yaml(text: &str, dialect: &dyn Dialect, findings: &mut Findings) -> Result<Vec<Node>, Broken> {
    if let Some(at) = first_refused_character(text, dialect) {
        let message = "a control character stands here, and YAML takes none".to_owned();
        return Err(Broken { rule: RULE, at, message });
    }
    let mut source = Indented::new(text);
    let mut spent = text.len();
    loop {
        let mut found = Findings::default();
        match attempt(&source, dialect, &mut found) {
            Ok(nodes) => {
                findings.append(found);
                return Ok(nodes);
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

/// Why an attempt failed.
enum Refusal {
    /// The parser's own error, which indentation may mend, and where the innermost open map or list begins.
    Syntax(ScanError, Option<Position>),
    /// Ours.
    Broken(Broken),
}

fn attempt(source: &Indented, dialect: &dyn Dialect, findings: &mut Findings) -> Result<Vec<Node>, Refusal> {
    let mut builder = Builder::new(dialect, findings);
    for event in Parser::new_from_str(source.text()) {
        let (event, span) = event.map_err(|error| Refusal::Syntax(error, builder.innermost()))?;
        builder.take(event, place(source, &span.start)).map_err(Refusal::Broken)?;
    }
    Ok(builder.finished())
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

/// A NUL is never taken: it would end the text for the parser.
fn first_refused_character(text: &str, dialect: &dyn Dialect) -> Option<Position> {
    let taken = dialect.takes_control_characters();
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    let before = &text[..text.find(|c| c == '\0' || !taken && control(c))?];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Some(Position::new(before.matches('\n').count() + 1, column + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;
    impl Dialect for Plain {}

    fn read(text: &str) -> (Vec<Node>, Vec<(u32, String)>) {
        let mut findings = Findings::default();
        let nodes = documents(text, &Plain, &mut findings);
        let told = findings.into_sorted().into_iter().map(|found| (found.line, found.rule)).collect();
        (nodes, told)
    }

    #[test]
    fn a_broken_document_leaves_the_others_where_they_are() {
        let (nodes, told) = read("# head\n---\na: 1\n---\nb: [\n---\nc:\n  d: 3\n");
        let lines: Vec<u32> = nodes.iter().map(|node| node.entries()[0].at.line).collect();
        assert_eq!(lines, [3, 7]);
        let d = nodes[1].get("c").and_then(|c| c.entry("d")).expect("an entry");
        assert_eq!((d.at.line, d.value.at.line, d.value.at.column), (8, 8, 6));
        assert!(
            told.iter().all(|(line, rule)| (5..=6).contains(line) && rule == RULE) && !told.is_empty(),
            "{told:?}"
        );
    }

    #[test]
    fn dashes_within_texts_start_nothing() {
        let (nodes, told) = read("a: |\n  one\n  ---\n  two\n---\n---\nb: '\n---x'\n");
        assert_eq!(told, []);
        assert_eq!(nodes.len(), 3, "the empty one counts");
    }

    #[test]
    fn bombs_cycles_and_depths_are_refused() {
        let bomb = (0..9).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
            format!("{text}a{next}: &a{next} [{}]\n", vec![format!("*a{n}"); 9].join(","), next = n + 1)
        });
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a,".repeat(1_000));
        let deep = "[".repeat(200) + &"]".repeat(200);
        let cases = [(bomb.as_str(), "alias-expansion"), (&long, "alias-expansion"), (&deep, "too-deep")];
        for (text, rule) in cases.into_iter().chain([("a: &a [*a]", "alias-cycle")]) {
            let (nodes, told) = read(text);
            assert!(nodes.is_empty());
            assert!(told.iter().any(|(_, told)| told == rule), "{rule}: {told:?}");
        }
        assert!(read(&"[".repeat(100_000)).0.is_empty(), "the parser has a limit of its own");
    }
}

//! YAML with places, tags and scalars as written.

use super::{Broken, tags};
use crate::findings::Findings;
use crate::limits::{MAX_ALIAS_NODES, MAX_DEPTH};
use crate::tree::{Entry, Node, Position, Value};
use libyaml_safer::{Error, ErrorKind, Event, EventData, Mark, Parser, ScalarStyle};
use std::collections::{HashMap, HashSet};

/// The tree of one YAML document.
///
/// The parser is a port of libyaml: as lenient about indentation as the parsers of CloudFormation and its tools, which
/// descend from the same one. Stricter ones refuse templates that people deploy every day.
pub(super) fn parse(text: &str, findings: &mut Findings) -> Result<Node, Broken> {
    let mut builder = Builder::new(findings);
    let mut parser = Parser::new();
    parser.set_input(text.as_bytes());
    for event in parser {
        builder.take(event.map_err(|error| syntax(&error, text))?)?;
    }
    Ok(builder.root.unwrap_or_else(|| Node::new(Position::new(1, 1), Value::Null)))
}

pub(super) fn too_deep() -> String {
    format!("nested deeper than {MAX_DEPTH} levels")
}

fn place(mark: Mark) -> Position {
    let from_one = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).saturating_add(1);
    Position::new(from_one(mark.line), from_one(mark.column))
}

fn syntax(error: &Error, text: &str) -> Broken {
    let at = match error.kind() {
        ErrorKind::Reader => first_control_character(text),
        _ => error.problem_mark().map(place).unwrap_or_default(),
    };
    let context = error.context().map(|context| format!(" {context}")).unwrap_or_default();
    let since = error.context_mark().filter(|mark| place(*mark).line != at.line);
    let since = since.map(|mark| format!(" that starts on line {}", place(mark).line)).unwrap_or_default();
    Broken { rule: "yaml-syntax", at, message: format!("{}{context}{since}", error.problem()) }
}

/// The reader refuses characters that no YAML may hold, and does not say on which line.
fn first_control_character(text: &str) -> Position {
    let refused =
        |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || c == '\u{ffff}';
    let offset = text.find(refused).unwrap_or(0);
    let before = &text[..offset];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Position::new(before.matches('\n').count() + 1, column + 1)
}

/// Finds keys that a map has twice. CloudFormation refuses them; for the form the last one counts.
#[derive(Default)]
pub(super) struct Keys {
    seen: HashMap<String, usize>,
}

impl Keys {
    pub fn push(&mut self, entries: &mut Vec<Entry>, entry: Entry, findings: &mut Findings) {
        let Some(&index) = self.seen.get(&entry.key) else {
            self.seen.insert(entry.key.clone(), entries.len());
            entries.push(entry);
            return;
        };
        let first = entries[index].at.line;
        let message = format!("{:?} is already a key of this map, on line {first}", entry.key);
        findings.error("duplicate-key", entry.at, message);
        entries[index] = entry;
    }
}

/// A collection that is not closed yet.
struct Open {
    at: Position,
    anchor: Option<String>,
    tag: Option<String>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(OpenMap),
}

#[derive(Default)]
struct OpenMap {
    entries: Vec<Entry>,
    keys: Keys,
    /// The key that waits for its value.
    key: Option<(String, Position)>,
    /// What `<<` brings in, and before which entry.
    merges: Vec<(usize, Node)>,
}

/// A finished anchored node, with what it costs to repeat it.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

struct Builder<'a> {
    findings: &'a mut Findings,
    open: Vec<Open>,
    anchors: HashMap<String, Anchored>,
    repeated: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(findings: &'a mut Findings) -> Self {
        Self { findings, open: Vec::new(), anchors: HashMap::new(), repeated: 0, root: None }
    }

    fn take(&mut self, event: Event) -> Result<(), Broken> {
        let at = place(event.start_mark);
        match event.data {
            EventData::Scalar { anchor, tag, value, style, .. } => {
                let node = scalar(value, style, tag.is_some(), at);
                let node = self.tagged(short_form(tag), at, node);
                self.finish(anchor, node)
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                self.start(Open { at, anchor, tag: short_form(tag), content: Content::List(Vec::new()) })
            }
            EventData::MappingStart { anchor, tag, .. } => self.start(Open {
                at,
                anchor,
                tag: short_form(tag),
                content: Content::Map(OpenMap::default()),
            }),
            EventData::SequenceEnd | EventData::MappingEnd => self.close(),
            EventData::Alias { anchor } => self.alias(&anchor, at),
            EventData::DocumentStart { .. } if self.root.is_some() => {
                let message = "a second document begins here, and a template is exactly one".to_owned();
                Err(Broken { rule: "several-documents", at, message })
            }
            EventData::StreamStart { .. }
            | EventData::StreamEnd
            | EventData::DocumentStart { .. }
            | EventData::DocumentEnd { .. } => Ok(()),
        }
    }

    fn start(&mut self, open: Open) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Broken { rule: "too-deep", at: open.at, message: too_deep() });
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Broken> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map(map) => Value::Map(merged(map.entries, map.merges)),
        };
        let node = self.tagged(open.tag, open.at, Node::new(open.at, value));
        self.finish(open.anchor, node)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, anchor: Option<String>, node: Node) -> Result<(), Broken> {
        if let Some(anchor) = anchor {
            let (size, depth) = measure(&node);
            self.spend(size, node.at)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(map)) => match map.key.take() {
                None => map.key = Some(key_of(node)?),
                Some((key, _)) if key == "<<" && node.text().is_none() => {
                    map.merges.push((map.entries.len(), node))
                }
                Some((key, at)) => {
                    map.keys.push(&mut map.entries, Entry { key, at, value: node }, self.findings)
                }
            },
        }
        Ok(())
    }

    fn alias(&mut self, anchor: &str, at: Position) -> Result<(), Broken> {
        let Some(Anchored { node, size, depth }) = self.anchors.get(anchor) else {
            return Err(self.no_anchor(anchor, at));
        };
        if self.open.len() + depth > MAX_DEPTH {
            return Err(Broken { rule: "too-deep", at, message: too_deep() });
        }
        let (size, node) = (*size, node.clone());
        self.spend(size, at)?;
        self.findings.warning(
            "yaml-alias",
            at,
            "CloudFormation itself takes no YAML aliases: write the value out, or package the template first",
        );
        self.finish(None, node)
    }

    fn no_anchor(&self, anchor: &str, at: Position) -> Broken {
        let is_open = self.open.iter().any(|open| open.anchor.as_deref() == Some(anchor));
        let (rule, message) = match is_open {
            true => ("alias-cycle", format!("the alias *{anchor} stands inside of what it refers to")),
            false => ("yaml-syntax", format!("there is no anchor &{anchor} before this alias")),
        };
        Broken { rule, at, message }
    }

    /// Counts the values that anchors and aliases repeat.
    fn spend(&mut self, values: usize, at: Position) -> Result<(), Broken> {
        self.repeated += values;
        if self.repeated <= MAX_ALIAS_NODES {
            return Ok(());
        }
        let message = "the anchors and aliases of this file unfold into too many values".to_owned();
        Err(Broken { rule: "alias-expansion", at, message })
    }

    fn tagged(&mut self, tag: Option<String>, at: Position, node: Node) -> Node {
        let Some(tag) = tag else { return node };
        let name = tags::long_name(&tag).unwrap_or_else(|| {
            let message = format!("CloudFormation has no function !{tag}");
            self.findings.error("unknown-tag", at, message);
            format!("Fn::{tag}")
        });
        tags::call(name, at, node)
    }
}

/// The name of a short form; YAML's own tags (`!!str`) say nothing that the text does not.
fn short_form(tag: Option<String>) -> Option<String> {
    tag.and_then(|tag| tag.strip_prefix('!').map(str::to_owned)).filter(|name| !name.is_empty())
}

fn scalar(text: String, style: ScalarStyle, tagged: bool, at: Position) -> Node {
    let is_null = style == ScalarStyle::Plain
        && !tagged
        && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL");
    match is_null {
        true => Node::new(at, Value::Null),
        false => Node::scalar(at, text),
    }
}

fn key_of(node: Node) -> Result<(String, Position), Broken> {
    let at = node.at;
    match node.value {
        Value::Scalar(text) => Ok((text, at)),
        Value::Null => Ok(("null".to_owned(), at)),
        _ => Err(Broken {
            rule: "yaml-syntax",
            at,
            message: format!("a key must be text, and this is {}", node.kind()),
        }),
    }
}

/// The entries with those that `<<` brings in, each where it was merged; own keys win over merged ones.
fn merged(mut entries: Vec<Entry>, merges: Vec<(usize, Node)>) -> Vec<Entry> {
    for (index, node) in merges.into_iter().rev() {
        let sources = match node.value {
            Value::List(items) => items,
            value => vec![Node::new(node.at, value)],
        };
        let brought = sources.into_iter().flat_map(|source| match source.value {
            Value::Map(entries) => entries,
            _ => Vec::new(),
        });
        let mut known: HashSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        let fresh: Vec<Entry> = brought.filter(|entry| known.insert(entry.key.clone())).collect();
        entries.splice(index..index, fresh);
    }
    entries
}

/// The number of values in a node and its depth.
fn measure(node: &Node) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match &node.value {
        Value::List(items) => items.iter().map(measure).collect(),
        Value::Map(entries) => entries.iter().map(|entry| measure(&entry.value)).collect(),
        Value::Null | Value::Scalar(_) => Vec::new(),
    };
    let size = inner.iter().map(|(size, _)| size).sum::<usize>() + 1;
    let depth = inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0) + 1;
    (size, depth)
}

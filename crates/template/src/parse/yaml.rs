//! YAML with places, tags and scalars as written.

use super::{Broken, tags};
use crate::findings::Findings;
use crate::limits::{MAX_ALIAS_NODES, MAX_DEPTH};
use crate::tree::{Entry, Node, Position, Value};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};
use std::collections::{HashMap, HashSet};

/// The tree of one YAML document.
pub(super) fn parse(text: &str, findings: &mut Findings) -> Result<Node, Broken> {
    let mut builder =
        Builder { findings, open: Vec::new(), anchors: HashMap::new(), repeated: 0, root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        builder.take(event, place(&span.start))?;
    }
    Ok(builder.root.unwrap_or_else(|| Node::new(Position::new(1, 1), Value::Null)))
}

pub(super) fn too_deep() -> String {
    format!("nested deeper than {MAX_DEPTH} levels")
}

fn place(marker: &Marker) -> Position {
    Position::new(marker.line(), marker.col() + 1)
}

fn syntax(error: &ScanError) -> Broken {
    Broken { rule: "yaml-syntax", at: place(error.marker()), message: error.info().to_owned() }
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
    anchor: usize,
    tag: Option<String>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, keys: Keys, key: Option<(String, Position)>, merges: Vec<(usize, Node)> },
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
    anchors: HashMap<usize, Anchored>,
    repeated: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Broken> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.tagged(tag_name(tag.as_deref()), at, scalar(&text, style, tag.is_some(), at));
                self.finish(anchor, node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.start(at, anchor, tag.as_deref(), Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map {
                    entries: Vec::new(),
                    keys: Keys::default(),
                    key: None,
                    merges: Vec::new(),
                };
                self.start(at, anchor, tag.as_deref(), content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::DocumentStart(_) if self.root.is_some() => Err(Broken {
                rule: "several-documents",
                at,
                message: "a second document begins here, and a template is exactly one".to_owned(),
            }),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn start(
        &mut self,
        at: Position,
        anchor: usize,
        tag: Option<&Tag>,
        content: Content,
    ) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Broken { rule: "too-deep", at, message: too_deep() });
        }
        self.open.push(Open { at, anchor, tag: tag_name(tag), content });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Broken> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map { entries, merges, .. } => Value::Map(merged(entries, merges)),
        };
        let node = self.tagged(open.tag, open.at, Node::new(open.at, value));
        self.finish(open.anchor, node)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, anchor: usize, node: Node) -> Result<(), Broken> {
        if anchor > 0 {
            let (size, depth) = measure(&node);
            self.spend(size, node.at)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map { entries, keys, key, merges }) => match key.take() {
                None => *key = Some(key_of(node)?),
                Some((name, _)) if name == "<<" && node.text().is_none() => {
                    merges.push((entries.len(), node))
                }
                Some((name, at)) => keys.push(entries, Entry { key: name, at, value: node }, self.findings),
            },
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Position) -> Result<(), Broken> {
        let Some(Anchored { node, size, depth }) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside of what it refers to".to_owned();
            return Err(Broken { rule: "alias-cycle", at, message });
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
        self.finish(0, node)
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
fn tag_name(tag: Option<&Tag>) -> Option<String> {
    tag.filter(|tag| tag.handle == "!" && !tag.suffix.is_empty()).map(|tag| tag.suffix.clone())
}

fn scalar(text: &str, style: ScalarStyle, tagged: bool, at: Position) -> Node {
    let is_null =
        style == ScalarStyle::Plain && !tagged && matches!(text, "" | "~" | "null" | "Null" | "NULL");
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

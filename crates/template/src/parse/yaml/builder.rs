//! From the parser's events to the tree.

use super::super::keys::Keys;
use super::super::{Broken, tags};
use super::words;
use crate::findings::Findings;
use crate::limits::{MAX_ALIAS_NODES, MAX_DEPTH};
use crate::tree::{Entry, Node, Position, Value};
use saphyr_parser::{Event, ScalarStyle, Tag};
use std::collections::{HashMap, HashSet};

/// A collection that is not closed yet.
struct Open {
    at: Position,
    anchor: usize,
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

pub(super) struct Builder<'a> {
    findings: &'a mut Findings,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    repeated: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    pub fn new(findings: &'a mut Findings) -> Self {
        Self { findings, open: Vec::new(), anchors: HashMap::new(), repeated: 0, root: None }
    }

    /// The tree, when all events are taken.
    pub fn finished(self) -> Option<Node> {
        self.root
    }

    /// Where the innermost map or list begins that is not closed yet.
    pub fn innermost(&self) -> Option<Position> {
        self.open.last().map(|open| open.at)
    }

    pub fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Broken> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = scalar(&text, style, tag.is_some(), at);
                let node = self.tagged(short_form(tag.as_deref()), at, node);
                self.finish(anchor, node)
            }
            Event::SequenceStart(anchor, tag) => {
                let content = Content::List(Vec::new());
                self.start(Open { at, anchor, tag: short_form(tag.as_deref()), content })
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map(OpenMap::default());
                self.start(Open { at, anchor, tag: short_form(tag.as_deref()), content })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::DocumentStart(_) if self.root.is_some() => {
                let message = "a second document begins here, and a template is exactly one".to_owned();
                Err(Broken { rule: "several-documents", at, message })
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn start(&mut self, open: Open) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Broken::too_deep(open.at));
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
    fn finish(&mut self, anchor: usize, node: Node) -> Result<(), Broken> {
        if anchor > NO_ANCHOR {
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

    fn alias(&mut self, anchor: usize, at: Position) -> Result<(), Broken> {
        // The parser knows only anchors that it has seen: one that is not finished is around this alias.
        let Some(Anchored { node, size, depth }) = self.anchors.get(&anchor) else {
            let message = "this alias stands inside of what it refers to".to_owned();
            return Err(Broken { rule: "alias-cycle", at, message });
        };
        if self.open.len() + depth > MAX_DEPTH {
            return Err(Broken::too_deep(at));
        }
        let (size, node) = (*size, node.clone());
        self.spend(size, at)?;
        self.findings.warning(
            "yaml-alias",
            at,
            "CloudFormation itself takes no YAML aliases: write the value out, or package the template first",
        );
        self.finish(NO_ANCHOR, node)
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

/// What the parser calls a node without an anchor.
const NO_ANCHOR: usize = 0;

/// The name of a short form; YAML's own tags (`!!str`) say nothing that the text does not.
fn short_form(tag: Option<&Tag>) -> Option<String> {
    tag.filter(|tag| tag.handle == "!" && !tag.suffix.is_empty()).map(|tag| tag.suffix.clone())
}

fn scalar(text: &str, style: ScalarStyle, tagged: bool, at: Position) -> Node {
    if style != ScalarStyle::Plain {
        return Node::scalar(at, text);
    }
    match text {
        // A tag says what it is, even of a plain word: `!!str Yes` and `!GetAZs` with nothing behind it are texts.
        _ if tagged => Node::scalar(at, text),
        _ if words::is_null(text) => Node::new(at, Value::Null),
        _ => Node::scalar(at, words::boolean(text).unwrap_or(text)),
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

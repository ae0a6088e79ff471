//! From the parser's events to the tree.

use crate::Broken;
use crate::dialect::Dialect;
use crate::findings::Findings;
use crate::keys::Keys;
use crate::limits::{MAX_ALIAS_NODES, MAX_DEPTH, MAX_NODES};
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

pub struct Builder<'a> {
    dialect: &'a dyn Dialect,
    findings: &'a mut Findings,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    repeated: usize,
    /// Values so far.
    nodes: usize,
    roots: Vec<Node>,
}

impl<'a> Builder<'a> {
    pub fn new(dialect: &'a dyn Dialect, findings: &'a mut Findings) -> Self {
        let (open, anchors, roots) = (Vec::new(), HashMap::new(), Vec::new());
        Self { dialect, findings, open, anchors, repeated: 0, nodes: 0, roots }
    }

    /// The trees of all documents, when all events are taken.
    pub fn finished(self) -> Vec<Node> {
        self.roots
    }

    /// Where the innermost map or list begins that is not closed yet.
    pub fn innermost(&self) -> Option<Position> {
        self.open.last().map(|open| open.at)
    }

    pub fn take(&mut self, event: Event<'_>, at: Position) -> Result<(), Broken> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.is_some(), at);
                let node = self.tagged(own_name(tag.as_deref()), at, node);
                self.finish(anchor, node)
            }
            Event::SequenceStart(anchor, tag) => {
                let content = Content::List(Vec::new());
                self.start(Open { at, anchor, tag: own_name(tag.as_deref()), content })
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map(OpenMap::default());
                self.start(Open { at, anchor, tag: own_name(tag.as_deref()), content })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::DocumentStart(_) => self.next_document(at),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn next_document(&self, at: Position) -> Result<(), Broken> {
        match self.dialect.only_one() {
            Some(why) if !self.roots.is_empty() => {
                Err(Broken { rule: "several-documents", at, message: why.to_owned() })
            }
            _ => Ok(()),
        }
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tagged: bool, at: Position) -> Node {
        match style {
            // A tag says what it is, even of a plain word: `!!str Yes` and `!GetAZs` with nothing behind it are texts.
            ScalarStyle::Plain if !tagged && is_null(text) => Node::new(at, Value::Null),
            ScalarStyle::Plain if !tagged => Node::word(at, self.dialect.word(text)),
            _ => Node::scalar(at, text),
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
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("there are more than {MAX_NODES} values before this place");
            return Err(Broken { rule: "too-many-values", at: node.at, message });
        }
        if anchor > NO_ANCHOR {
            let (size, depth) = measure(&node);
            self.spend(size, node.at)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.roots.push(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map(map)) => match map.key.take() {
                None => map.key = Some(key_of(node, self.dialect)?),
                Some((key, at)) if key == "<<" && node.text().is_none() => {
                    self.dialect.merged(at, self.findings);
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
        self.dialect.repeated(at, self.findings);
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
        match tag {
            Some(tag) => self.dialect.tagged(&tag, at, node, self.findings),
            None => node,
        }
    }
}

/// What the parser calls a node without an anchor.
const NO_ANCHOR: usize = 0;

/// The name of the file's own tag; YAML's own tags (`!!str`) say nothing that the text does not.
fn own_name(tag: Option<&Tag>) -> Option<String> {
    tag.filter(|tag| tag.handle == "!" && !tag.suffix.is_empty()).map(|tag| tag.suffix.clone())
}

/// Whether an unquoted word stands for nothing.
fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn key_of(node: Node, dialect: &dyn Dialect) -> Result<(String, Position), Broken> {
    let at = node.at;
    match node.value {
        Value::Scalar(text) => Ok((text, at)),
        Value::Null => Ok((dialect.key(&node).unwrap_or_else(|| "null".to_owned()), at)),
        _ => dialect.key(&node).map(|key| (key, at)).ok_or_else(|| Broken {
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

/// What it costs to repeat a node, in values, and its depth. Long texts count as several.
fn measure(node: &Node) -> (usize, usize) {
    let inner: Vec<(usize, usize)> = match &node.value {
        Value::List(items) => items.iter().map(measure).collect(),
        Value::Map(entries) => entries.iter().map(measure_entry).collect(),
        Value::Scalar(text) => return (1 + text.len() / BYTES_PER_VALUE, 1),
        Value::Null => return (1, 1),
    };
    let size = inner.iter().map(|(size, _)| size).sum::<usize>() + 1;
    let depth = inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0) + 1;
    (size, depth)
}

fn measure_entry(entry: &Entry) -> (usize, usize) {
    let (size, depth) = measure(&entry.value);
    (size + entry.key.len() / BYTES_PER_VALUE, depth)
}

/// About what a value takes beside its text.
const BYTES_PER_VALUE: usize = 64;

//! The file as values, and the way back from a value to its place.

use serde_json::Value;
use yaml::{Dialect, Findings, Node, Position};

/// YAML 1.2 with one document.
struct Plain;

impl Dialect for Plain {
    fn only_one(&self) -> Option<&'static str> {
        Some("a second document begins here, and a service is declared in one")
    }
}

/// A file that could be read.
pub struct Document {
    pub root: Node,
    /// The same with all words as texts.
    pub value: Value,
}

/// Something that is wrong, and at which value: `rollout.waves[0].soak`.
#[derive(Debug)]
pub struct Mistake {
    pub path: String,
    pub message: String,
}

/// The file's values, or why there are none.
pub fn document(text: &str) -> Result<Document, String> {
    let mut findings = Findings::default();
    let root = yaml::document(text, &Plain, &mut findings);
    if let Some(error) = findings.errors().next() {
        let at = Position { line: error.line, column: error.column };
        return Err(placed(at, &error.message));
    }
    let root = root.ok_or("it is no YAML that can be read")?;
    let value = texts(&root);
    Ok(Document { root, value })
}

impl Mistake {
    /// The message behind its place, where it is about one.
    pub fn told(&self, root: &Node) -> String {
        match at(root, &self.path) {
            Some(place) => placed(place, &self.message),
            None => self.message.clone(),
        }
    }
}

fn placed(at: Position, message: &str) -> String {
    format!("line {}, column {}: {message}", at.line, at.column)
}

fn at(root: &Node, path: &str) -> Option<Position> {
    let steps = path.split(['.', '[']).map(|step| step.trim_end_matches(']'));
    let mut steps = steps.filter(|step| !step.is_empty()).peekable();
    steps.peek()?;
    let node = steps.try_fold(root, |node, step| match step.parse::<usize>() {
        Ok(index) if !node.items().is_empty() => node.items().get(index),
        _ => node.get(step),
    });
    node.map(|node| node.at)
}

fn texts(node: &Node) -> Value {
    use yaml::Value as Written;
    match &node.value {
        Written::Null => Value::Null,
        Written::Scalar(text) => text.as_str().into(),
        Written::List(items) => items.iter().map(texts).collect(),
        Written::Map(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), texts(&entry.value))).collect()
        }
    }
}

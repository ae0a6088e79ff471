//! A template as plain JSON, for code that works its functions out by itself.

use yaml::Findings;
use yaml::{Node, Value};

/// The document in JSON: YAML's short forms in their long form, all scalars as the texts that they are written as.
/// `None` when it cannot be read; [`crate::read`] says why.
pub fn as_json(source: &[u8]) -> Option<serde_json::Value> {
    crate::open(source, &mut Findings::default()).map(|document| value(&document.root))
}

fn value(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Scalar(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(value).collect(),
        Value::Map(entries) => {
            let entry = |entry: &yaml::Entry| (entry.key.clone(), value(&entry.value));
            serde_json::Value::Object(entries.iter().map(entry).collect())
        }
    }
}

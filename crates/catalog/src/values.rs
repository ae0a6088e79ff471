//! What values have to be, and what to say where they are something else.

use crate::dialect::{UNFILLED, is_placeholder};
use yaml::{Core, Entry, Findings, Node, Position, Value};

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A text that is not empty.
    Text,
    /// Any text.
    MaybeEmpty,
    /// A list of such texts.
    Texts,
    Map,
    List,
    /// A text or a truth value.
    Condition,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A mapping or a list.
    MapOrList,
    Anything,
}

/// Holds the value of a field against what it takes. `path` is how people find it: `spec.owner`.
pub fn check(path: &str, value: &Node, takes: Takes, findings: &mut Findings) -> bool {
    let Some(core) = substituted(value) else { return true };
    let refusal = match (takes, core) {
        (Takes::Anything, _)
        | (Takes::MaybeEmpty, Core::Text)
        | (Takes::Map, Core::Map)
        | (Takes::List, Core::List)
        | (Takes::MapOrList, Core::Map | Core::List)
        | (Takes::Condition, Core::Text | Core::Boolean) => None,
        (Takes::Text, Core::Text) => empty(value).then(|| "must not be empty".to_owned()),
        (Takes::OneOf(words), Core::Text) if value.text().is_some_and(|text| words.contains(&text)) => None,
        (Takes::OneOf(words), _) => Some(format!("must be {}", words.join(" or "))),
        (Takes::Texts, Core::List) => return texts(path, value, findings),
        (takes, core) => {
            Some(format!("must be {}, and this is {}{}", wanted(takes), core.words(), hint(takes, value)))
        }
    };
    let good = refusal.is_none();
    if let Some(refusal) = refusal {
        tell("type", value.at, format!("{path} {refusal}"), value, findings);
    }
    good
}

fn texts(path: &str, value: &Node, findings: &mut Findings) -> bool {
    let items = value.items().iter().enumerate();
    let bad = items.filter(|(index, item)| !check(&format!("{path}[{index}]"), item, Takes::Text, findings));
    bad.count() == 0
}

fn empty(value: &Node) -> bool {
    value.text().is_some_and(str::is_empty)
}

fn wanted(takes: Takes) -> &'static str {
    match takes {
        Takes::Text | Takes::MaybeEmpty | Takes::OneOf(_) => "a text",
        Takes::Texts => "a list of texts",
        Takes::Map => "a mapping",
        Takes::List => "a list",
        Takes::Condition => "a text or a truth value",
        Takes::MapOrList => "a mapping or a list",
        Takes::Anything => "anything",
    }
}

/// How to mend the usual mistakes.
fn hint(takes: Takes, value: &Node) -> &'static str {
    match (takes, value.core()) {
        (Takes::Text | Takes::MaybeEmpty, Core::Boolean | Core::Number) => ": put it in quotes",
        (_, Core::Null) => ": give it a value, or leave the field out",
        (Takes::Texts, Core::Text) => ": begin it with a hyphen",
        _ => "",
    }
}

/// The keys under which Backstage reads a text from another file.
const TEXTS: [&str; 5] = ["$text", "$openapi", "$asyncapi", "$graphql", "$grpc"];
/// The keys under which it reads whatever is there.
const DOCUMENTS: [&str; 2] = ["$json", "$yaml"];

/// What a value is once Backstage has put something else in its place: `$text: ./openapi.yaml`; `None` when only the other
/// file can tell.
fn substituted(value: &Node) -> Option<Core> {
    match value.call().map(|entry| entry.key.as_str()) {
        Some(key) if DOCUMENTS.contains(&key) => None,
        Some(key) if TEXTS.contains(&key) => Some(Core::Text),
        _ => Some(value.core()),
    }
}

/// Says what is wrong with a value, and that a template may be what is missing.
pub fn tell(rule: &str, at: Position, message: String, value: &Node, findings: &mut Findings) {
    let unfilled = holds_placeholder(value);
    findings.error(rule, at, if unfilled { message + UNFILLED } else { message });
}

fn holds_placeholder(value: &Node) -> bool {
    match &value.value {
        Value::Scalar(text) => is_placeholder(text),
        // `{{ name }}` without quotes is a mapping in a mapping.
        Value::Map(entries) => entries.iter().any(|entry| entry.key.starts_with('{')),
        Value::Null | Value::List(_) => false,
    }
}

/// What a field holds if it is a text; nothing for what is filled in from elsewhere.
pub fn text(map: &Node, field: &str) -> Option<String> {
    let value = map.get(field)?;
    let readable = matches!(value.core(), Core::Text | Core::Number | Core::Boolean);
    value.text().filter(|text| readable && !text.trim().is_empty()).map(|text| text.trim().to_owned())
}

/// The texts in a list, or the one text that stands there instead.
pub fn all_texts<'n>(map: &'n Node, field: &str) -> impl Iterator<Item = &'n Node> {
    let value = map.get(field);
    let one = value.filter(|value| value.text().is_some());
    let items = value.map(Node::items).unwrap_or_default();
    one.into_iter().chain(items).filter(|item| item.text().is_some_and(|text| !text.is_empty()))
}

/// Where a mapping is that misses something: at its key, or where it begins.
pub fn place(entry: Option<&Entry>, map: &Node) -> Position {
    entry.map_or(map.at, |entry| entry.at)
}

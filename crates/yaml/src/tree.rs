//! The document as written: maps, lists and scalars with their places, scalars still in their source's words.

/// A place in the source, both counted from 1; `line` 0 stands for the whole file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl Position {
    /// Lines and columns beyond `u32` cannot occur below the size limit, and would saturate.
    pub fn new(line: usize, column: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { line: clamp(line), column: clamp(column) }
    }
}

/// One value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub at: Position,
    pub value: Value,
    /// Whether it is a word without quotes and tag, which may mean something else than a text.
    pub plain: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// The text as written, quotes and escapes resolved: `0755` and `1.10` stay what they are. A word without quotes is
    /// what the file's dialect keeps it as.
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One key of a map with its value, in the order of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub at: Position,
    pub value: Node,
}

impl Node {
    pub fn new(at: Position, value: Value) -> Self {
        Self { at, value, plain: false }
    }

    pub fn scalar(at: Position, text: impl Into<String>) -> Self {
        Self::new(at, Value::Scalar(text.into()))
    }

    /// A word without quotes and tag.
    pub fn word(at: Position, text: impl Into<String>) -> Self {
        Self { plain: true, ..Self::scalar(at, text) }
    }

    /// The text of a scalar, whatever it may mean.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Moves it and all within by lines, for what was read as a part of a file.
    pub(crate) fn move_down(&mut self, lines: u32) {
        self.at.line = self.at.line.saturating_add(lines);
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.move_down(lines)),
            Value::Map(entries) => entries.iter_mut().for_each(|entry| {
                entry.at.line = entry.at.line.saturating_add(lines);
                entry.value.move_down(lines);
            }),
            Value::Null | Value::Scalar(_) => {}
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The text under a key, when it is a scalar.
    pub fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// The only entry of a map that has no other, as which formats write calls: its name and argument.
    pub fn call(&self) -> Option<&Entry> {
        match self.entries() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

//! A document rewritten as plain JSON, one value a line, so that every line stands for a place in the source.

use yaml::{Entry, Node, Position, Value};

pub(super) struct Plain {
    pub text: String,
    /// The place in the source of each line's value.
    origins: Vec<Position>,
}

impl Plain {
    pub fn of(root: &Node) -> Self {
        let mut plain = Self { text: String::new(), origins: vec![root.at] };
        plain.node(root);
        plain
    }

    /// The place in the source of a place in the text.
    pub fn origin(&self, at: Position) -> Position {
        let line = usize::try_from(at.line).unwrap_or(usize::MAX);
        line.checked_sub(1).and_then(|index| self.origins.get(index)).copied().unwrap_or_default()
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.text.push_str("null"),
            Value::Scalar(text) => self.quoted(text),
            Value::List(items) => self.group('[', items, ']', |plain, item| {
                plain.line(item.at);
                plain.node(item);
            }),
            Value::Map(entries) => self.group('{', entries, '}', Self::entry),
        }
    }

    fn entry(&mut self, entry: &Entry) {
        self.line(entry.at);
        self.quoted(&entry.key);
        self.text.push(':');
        self.node(&entry.value);
    }

    fn group<T>(&mut self, open: char, members: &[T], close: char, write: impl Fn(&mut Self, &T)) {
        self.text.push(open);
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            write(self, member);
        }
        self.text.push(close);
    }

    fn line(&mut self, at: Position) {
        self.text.push('\n');
        self.origins.push(at);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push_str(&serde_json::Value::from(text).to_string());
    }
}

use crate::document::Document;
use domain::template::Text;
use std::collections::BTreeMap;
use yaml::Findings;
use yaml::{Entry, Node};

pub(super) const RULE: &str = "slipway-metadata";

/// Reads values of the block, and warns about what it cannot use.
pub(super) struct Reader<'a> {
    pub document: &'a Document,
    pub findings: &'a mut Findings,
}

impl Reader<'_> {
    pub fn warn(&mut self, node: &Node, message: impl Into<String>) {
        self.findings.warning(RULE, node.at, message);
    }

    pub fn unknown(&mut self, entry: &Entry, known: &str) {
        self.findings.warning(
            RULE,
            entry.at,
            format!("{:?} is not known here; there are {known}", entry.key),
        );
    }

    /// The entries of what ought to be a map.
    pub fn map<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        if !node.is_map() {
            self.warn(node, format!("{what} must be a map, and is {}", node.kind()));
        }
        node.entries()
    }

    /// The items of what ought to be a list; a single value counts as a list of one.
    pub fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match node.items() {
            [] if node.text().is_some() => std::slice::from_ref(node),
            items => items,
        }
    }

    /// One text for everybody, or one by language.
    pub fn text(&mut self, node: &Node) -> Option<Text> {
        if let Some(text) = node.text() {
            return Some(Text::from(text));
        }
        let mut by_language = BTreeMap::new();
        for entry in self.map(node, "a text") {
            if let Some(text) = self.word(&entry.value) {
                by_language.insert(entry.key.clone(), text);
            }
        }
        (!by_language.is_empty()).then_some(Text::ByLang(by_language))
    }

    pub fn word(&mut self, node: &Node) -> Option<String> {
        if node.text().is_none() {
            self.warn(node, format!("expected text, and this is {}", node.kind()));
        }
        node.text().map(str::to_owned)
    }

    pub fn number(&mut self, node: &Node) -> Option<f64> {
        let number = node.text().and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.is_finite());
        if number.is_none() {
            self.warn(node, "expected a number");
        }
        number
    }

    /// Whether a name is one of the template's parameters; warns when not.
    pub fn is_parameter(&mut self, name: &str, at: &Node) -> bool {
        let known = self.document.has("Parameters", name);
        if !known {
            self.warn(at, format!("the template has no parameter {name:?}"));
        }
        known
    }
}

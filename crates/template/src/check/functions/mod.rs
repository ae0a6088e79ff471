//! Calls of functions: that CloudFormation knows them, and that they get what they take.

mod arguments;
mod mappings;

use crate::document::{Document, LANGUAGE_EXTENSIONS};
use crate::tags::is_function;
use domain::template::Severity;
use std::collections::HashSet;
use yaml::Findings;
use yaml::{Entry, Node, Position};

/// Sections whose functions CloudFormation works out.
const SECTIONS: [&str; 4] = ["Conditions", "Rules", "Resources", "Outputs"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    // Macros may take calls of their own.
    if document.is_opaque() {
        return;
    }
    let extended = document.transforms().iter().any(|name| name == LANGUAGE_EXTENSIONS);
    // A short form that nobody knows has been named when it was read.
    let named = findings.errors().map(|finding| finding.line).collect();
    let mut checker = Checker { document, extended, named, owner: None, findings };
    for section in SECTIONS {
        for entry in document.section(section) {
            checker.owner = (section == "Resources").then_some(entry.key.as_str());
            checker.walk(&entry.value);
        }
    }
}

struct Checker<'a> {
    document: &'a Document,
    /// Whether functions may stand where otherwise only texts may.
    extended: bool,
    /// Lines that have an error already.
    named: HashSet<u32>,
    /// The resource that is looked at.
    owner: Option<&'a str>,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn walk(&mut self, node: &Node) {
        if let Some(call) = node.call() {
            self.call(call);
        }
        // What a macro gets is its own affair.
        let inner = node.entries().iter().filter(|entry| entry.key != "Fn::Transform");
        inner.for_each(|entry| self.walk(&entry.value));
        node.items().iter().for_each(|item| self.walk(item));
    }

    fn call(&mut self, call: &Entry) {
        if call.key.starts_with("Fn::") && !is_function(&call.key) {
            let message = format!("CloudFormation has no function {}", call.key);
            self.report("unknown-function", call.at, message);
        } else if let Some(problem) = arguments::problem(call, self.extended) {
            self.report("function-arguments", call.at, format!("{} {problem}", call.key));
        } else if let Some((key, message)) = mappings::problem(call, self.document) {
            self.report("unknown-reference", key.at, message);
        }
    }

    fn report(&mut self, rule: &str, at: Position, message: String) {
        if !self.named.contains(&at.line) {
            let owner = self.owner.map(str::to_owned);
            self.findings.add(Severity::Error, rule, at, message, owner);
        }
    }
}

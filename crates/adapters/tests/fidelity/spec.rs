//! GitHub's own description of its API, as npm's `@octokit/openapi` has it.

use serde_json::Value;
use std::collections::BTreeMap;

/// Parameters that may have slashes in them, although they stand at a path's end like others.
const WITH_SLASHES: [&str; 3] = ["path", "ref", "basehead"];

/// All operations and schemas.
pub struct Spec {
    pub document: Value,
    pub operations: Vec<Operation>,
}

/// One operation, named as GitHub's documentation names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub method: String,
    /// `/repos/{owner}/{repo}`
    pub template: String,
    /// `repos/get`
    pub id: String,
    pub summary: String,
    pub tag: String,
}

impl Spec {
    /// # Panics
    /// When it is not installed.
    pub fn load() -> Self {
        let file = testbed::npm_package("@octokit/openapi").join("generated/api.github.com.json");
        let bytes = std::fs::read(file).expect("GitHub's description");
        let document: Value = serde_json::from_slice(&bytes).expect("JSON");
        let operations = operations(&document);
        Spec { document, operations }
    }

    /// What is described of an operation.
    pub fn details(&self, operation: &Operation) -> &Value {
        &self.document["paths"][&operation.template][operation.method.to_lowercase()]
    }

    /// A value, or the component that it names.
    pub fn resolved<'s>(&'s self, value: &'s Value) -> &'s Value {
        match value["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => self.document.pointer(pointer).unwrap_or(&Value::Null),
            None => value,
        }
    }

    /// The operation that a call is of, and the values in its path.
    pub fn find(&self, method: &str, path: &str) -> Option<(&Operation, BTreeMap<String, String>)> {
        let fitting = self.operations.iter().filter(|operation| operation.method == method);
        let matched = fitting.filter_map(|operation| Some((operation, values(&operation.template, path)?)));
        // The more of a template is said in words, the more it is meant.
        matched.max_by_key(|(operation, _)| {
            operation.template.split('/').filter(|part| !part.starts_with('{')).count()
        })
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    // One operation is there twice, once with a name of octokit's own.
    let paths =
        document["paths"].as_object().into_iter().flatten().filter(|(path, _)| !path.contains("}..."));
    let all = paths.flat_map(|(template, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, details)| Operation {
            method: method.to_uppercase(),
            template: template.clone(),
            id: text(&details["operationId"]),
            summary: text(&details["summary"]),
            tag: text(&details["tags"][0]),
        })
    });
    all.collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn values(template: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    let mut rest = path.split('/');
    let mut parts = template.split('/').peekable();
    while let Some(part) = parts.next() {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        let first = rest.next()?;
        match name {
            Some(name) if parts.peek().is_none() && WITH_SLASHES.contains(&name) => {
                let all: Vec<&str> = std::iter::once(first).chain(rest.by_ref()).collect();
                values.insert(name.to_owned(), all.join("/"));
            }
            Some(name) => {
                values.insert(name.to_owned(), first.to_owned());
            }
            None if part == first => {}
            None => return None,
        }
    }
    rest.next().is_none().then_some(values)
}

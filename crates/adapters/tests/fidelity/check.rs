//! Whether a call and its answer are as GitHub describes them.

use super::recorder::Exchange;
use super::schema;
use super::spec::{Operation, Spec};
use jsonschema::Validator;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Parameters whose schema says less than GitHub's documentation: it takes its search syntax, `>=2026-11-26`.
const WIDER_THAN_DESCRIBED: [&str; 1] = ["created"];

/// Where the description contradicts itself: it wants the account of an installation to be a user and an enterprise at once.
const FLAWS: [(&str, &str); 1] = [("apps/list-installations", "/account: ")];

/// Checks exchanges, and keeps the schemas that it has made.
pub struct Checker<'s> {
    pub spec: &'s Spec,
    validators: RefCell<HashMap<String, Rc<Validator>>>,
}

impl<'s> Checker<'s> {
    pub fn new(spec: &'s Spec) -> Self {
        Checker { spec, validators: RefCell::default() }
    }

    /// The operation of an exchange, and what is wrong with its request and its answer.
    pub fn check(&self, exchange: &Exchange) -> (Option<&'s Operation>, Vec<String>) {
        let Some((operation, values)) = self.spec.find(&exchange.method, &exchange.path) else {
            return (None, vec!["GitHub has no such operation".to_owned()]);
        };
        let mut wrong = self.parameters(operation, &values, exchange);
        wrong.extend(self.request_body(operation, exchange));
        wrong.extend(self.answer(operation, exchange));
        wrong.retain(|fault| !FLAWS.iter().any(|(id, part)| operation.id == *id && fault.contains(part)));
        (Some(operation), wrong)
    }

    fn parameters(
        &self,
        operation: &Operation,
        path: &BTreeMap<String, String>,
        exchange: &Exchange,
    ) -> Vec<String> {
        let described =
            self.spec.details(operation)["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let described: Vec<&Value> =
            described.iter().map(|parameter| self.spec.resolved(parameter)).collect();
        let sent = path.iter().map(|(name, value)| ("path", name.clone(), value.clone()));
        let query = form_urlencoded::parse(exchange.query.as_bytes()).into_owned();
        let sent = sent.chain(query.map(|(name, value)| ("query", name, value)));
        sent.filter_map(|(place, name, value)| {
            let known = described.iter().find(|one| one["in"] == place && one["name"] == name.as_str());
            let Some(known) = known else {
                return Some(format!("the {place} parameter {name} is not known"));
            };
            if WIDER_THAN_DESCRIBED.contains(&name.as_str()) {
                return None;
            }
            let schema = &known["schema"];
            let fits = candidates(&value)
                .iter()
                .any(|value| self.faults(&format!("{} {name}", operation.id), schema, value).is_empty());
            (!fits).then(|| format!("the {place} parameter {name} cannot be {value:?}"))
        })
        .collect()
    }

    fn request_body(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let described = self.spec.resolved(&self.spec.details(operation)["requestBody"]);
        let required = described["required"] == true;
        match (exchange.sent.is_empty(), described.is_null()) {
            (true, _) if required => vec!["the body is missing".to_owned()],
            (true, _) => Vec::new(),
            (false, true) => vec!["GitHub takes no body here".to_owned()],
            (false, false) => match serde_json::from_slice(&exchange.sent) {
                Ok(body) => {
                    let schema = &described["content"]["application/json"]["schema"];
                    self.faults(&format!("{} request", operation.id), schema, &body)
                }
                Err(error) => vec![format!("the body is no JSON: {error}")],
            },
        }
    }

    fn answer(&self, operation: &Operation, exchange: &Exchange) -> Vec<String> {
        let status = exchange.status.as_str();
        let listed = self.spec.resolved(&self.spec.details(operation)["responses"][status]);
        if listed.is_null() {
            return self.unlisted(exchange);
        }
        let content = &listed["content"];
        match (exchange.answer.is_empty(), content.is_null()) {
            (true, true) => Vec::new(),
            (true, false) => vec![format!("the answer {status} has no body")],
            (false, true) => vec![format!("the answer {status} has a body")],
            (false, false) => {
                let schema = &content[exchange.kind()]["schema"];
                if schema.is_null() {
                    return vec![format!("the answer {status} comes as {:?}", exchange.kind())];
                }
                self.json_faults(&format!("{} {status} {}", operation.id, exchange.kind()), schema, exchange)
            }
        }
    }

    /// GitHub does not describe every refusal; those that it does not have the form of all others.
    fn unlisted(&self, exchange: &Exchange) -> Vec<String> {
        match exchange.status.as_u16() {
            304 if exchange.answer.is_empty() => Vec::new(),
            400..=599 => {
                let schema = &self.spec.document["components"]["schemas"]["basic-error"];
                self.json_faults("basic-error", schema, exchange)
            }
            other => vec![format!("the answer {other} is not described")],
        }
    }

    fn json_faults(&self, name: &str, schema: &Value, exchange: &Exchange) -> Vec<String> {
        match serde_json::from_slice(&exchange.answer) {
            Ok(body) => self.faults(name, schema, &body),
            Err(error) => vec![format!("the answer is no JSON: {error}")],
        }
    }

    fn faults(&self, name: &str, schema: &Value, value: &Value) -> Vec<String> {
        let validator = Rc::clone(self.validators.borrow_mut().entry(name.to_owned()).or_insert_with(|| {
            let alone = schema::alone(schema, &self.spec.document["components"]);
            let options = jsonschema::options().should_validate_formats(true);
            Rc::new(options.build(&alone).unwrap_or_else(|error| panic!("the schema of {name}: {error}")))
        }));
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// What a text in an address can stand for.
fn candidates(text: &str) -> Vec<Value> {
    let read = serde_json::from_str(text).ok();
    read.into_iter().chain([Value::from(text)]).collect()
}

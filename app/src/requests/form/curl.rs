//! The same thing for a script: what the form would send, as a command to run.

use domain::template::Template;
use domain::view::RequestInput;
use serde_json::{Map, Value, json};

/// The command that sends what the form would send. Secrets are named, not shown.
///
/// `origin` is the portal's address; `amends` names the request that is amended.
pub fn command(origin: &str, amends: Option<&str>, template: &Template, input: &RequestInput) -> String {
    let path = match amends {
        Some(id) => format!("requests/{id}/amend"),
        None => "requests".to_owned(),
    };
    let body = serde_json::to_string_pretty(&body(template, input)).unwrap_or_default();
    let key = if amends.is_none() { " \\\n  -H \"Idempotency-Key: $(uuidgen)\"" } else { "" };
    format!(
        "curl -X POST {origin}/api/v1/{path} \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\" \\\n  \
         -H 'Content-Type: application/json'{key} \\\n  -d '{}'",
        body.replace('\'', r"'\''")
    )
}

fn body(template: &Template, input: &RequestInput) -> Value {
    let values = |values: &std::collections::BTreeMap<String, String>| {
        let shown = |(name, text): (&String, &String)| {
            let secret = template.parameter(name).is_some_and(|parameter| parameter.no_echo);
            (name.clone(), Value::String(if secret { format!("<{name}>") } else { text.clone() }))
        };
        Value::Object(values.iter().map(shown).collect())
    };
    let mut fields = Map::new();
    fields.insert("action".into(), json!(input.action));
    fields.insert("service".into(), json!(input.service));
    if let Some(name) = &input.environment {
        fields.insert("environment".into(), json!(name));
    }
    fields.insert("template".into(), json!(input.template));
    fields.insert("targets".into(), json!(input.targets));
    fields.insert("parameters".into(), values(&input.parameters));
    let overrides = input.overrides.iter().map(|entry| {
        json!({ "stage": entry.stage, "region": entry.region, "parameters": values(&entry.parameters) })
    });
    fields.insert("overrides".into(), overrides.collect());
    if let Some(reason) = &input.reason {
        fields.insert("reason".into(), json!(reason));
    }
    Value::Object(fields)
}

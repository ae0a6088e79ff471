//! From the dialect of OpenAPI 3.0 to JSON Schema, cut down to what one answer or request needs.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const COMPONENTS: &str = "#/components/schemas/";

/// A schema that stands for itself, with every schema that it leads to.
pub fn alone(schema: &Value, components: &Value) -> Value {
    let mut needed = BTreeSet::new();
    collect(schema, components, &mut needed);
    let schemas: Map<String, Value> =
        needed.into_iter().map(|name| (name.clone(), converted(&components["schemas"][&name]))).collect();
    json!({ "allOf": [converted(schema)], "components": { "schemas": schemas } })
}

fn collect(schema: &Value, components: &Value, needed: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            let named =
                fields.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(COMPONENTS));
            if let Some(name) = named
                && needed.insert(name.to_owned())
            {
                collect(&components["schemas"][name], components, needed);
            }
            fields.values().for_each(|inner| collect(inner, components, needed));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, components, needed)),
        _ => {}
    }
}

/// OpenAPI's `nullable` is JSON Schema's choice between something and null.
fn converted(schema: &Value) -> Value {
    let Value::Object(fields) = schema else { return schema.clone() };
    let inner: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| is_schema_word(name))
        .map(|(name, value)| (name.clone(), below(name, value)))
        .collect();
    match fields.get("nullable") == Some(&Value::Bool(true)) {
        true => json!({ "anyOf": [inner, { "type": "null" }] }),
        false => Value::Object(inner),
    }
}

/// Examples are no part of what is checked, and OpenAPI's discriminator only helps those who make classes.
fn is_schema_word(name: &str) -> bool {
    !["nullable", "example", "examples", "discriminator", "externalDocs", "xml", "default"].contains(&name)
}

fn below(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("properties" | "patternProperties", Value::Object(named)) => {
            named.iter().map(|(name, schema)| (name.clone(), converted(schema))).collect::<Map<_, _>>().into()
        }
        ("items" | "additionalProperties" | "not", schema) => converted(schema),
        ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => schemas.iter().map(converted).collect(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_allowed_where_it_is_nullable_and_names_are_no_words() {
        let components = json!({"schemas": {
            "a": {"type": "object", "properties": {"nullable": {"$ref": "#/components/schemas/b"}}},
            "b": {"type": "string", "nullable": true, "example": 7}, "c": {}
        }});
        let schema = alone(&json!({"$ref": "#/components/schemas/a"}), &components);
        assert_eq!(schema["components"]["schemas"].as_object().expect("schemas").len(), 2, "c is not needed");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        assert!(
            validator.is_valid(&json!({"nullable": null})) && validator.is_valid(&json!({"nullable": "x"}))
        );
        assert!(!validator.is_valid(&json!({"nullable": 7})));
    }
}

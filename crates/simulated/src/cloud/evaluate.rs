//! CloudFormation's own functions, as far as a plan depends on them.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Conditions that lean on one another more deeply than this are taken for a circle.
const DEEPEST: u8 = 50;

/// Works out a document's conditions and values. What depends on resources stays a reference while they don't exist.
pub(super) struct Evaluator<'a> {
    pub document: &'a Value,
    pub parameters: &'a BTreeMap<String, String>,
    /// `AWS::Region` and so on.
    pub pseudo: &'a BTreeMap<&'static str, String>,
    /// Physical id of a resource, once it exists.
    pub physical: &'a dyn Fn(&str) -> Option<String>,
}

impl Evaluator<'_> {
    /// Whether something with this `Condition` exists.
    pub fn exists(&self, body: &Value) -> bool {
        body["Condition"].as_str().is_none_or(|name| self.condition(name, DEEPEST))
    }

    fn condition(&self, name: &str, depth: u8) -> bool {
        depth > 0 && self.truth(&self.document["Conditions"][name], depth - 1)
    }

    fn truth(&self, value: &Value, depth: u8) -> bool {
        match call(value) {
            Some(("Condition", Value::String(name))) => self.condition(name, depth),
            Some(("Fn::Not", argument)) => !self.truth(&argument[0], depth),
            Some(("Fn::And", Value::Array(all))) => all.iter().all(|one| self.truth(one, depth)),
            Some(("Fn::Or", Value::Array(all))) => all.iter().any(|one| self.truth(one, depth)),
            Some(("Fn::Equals", pair)) => self.resolve(&pair[0]) == self.resolve(&pair[1]),
            _ => self.resolve(value) == "true",
        }
    }

    /// The value with everything worked out that can be.
    pub fn resolve(&self, value: &Value) -> Value {
        if let Some((name, argument)) = call(value)
            && let Some(result) = self.apply(name, argument)
        {
            return result;
        }
        match value {
            Value::Array(items) => items.iter().map(|i| self.resolve(i)).filter(|i| !i.is_null()).collect(),
            Value::Object(entries) => {
                let resolved = entries.iter().map(|(key, value)| (key.clone(), self.resolve(value)));
                Value::Object(resolved.filter(|(_, value)| !value.is_null()).collect())
            }
            plain => plain.clone(),
        }
    }

    fn apply(&self, function: &str, argument: &Value) -> Option<Value> {
        match function {
            "Ref" => self.reference(argument.as_str()?),
            "Fn::If" => {
                let chosen = if self.condition(argument[0].as_str()?, DEEPEST) { 1 } else { 2 };
                Some(self.resolve(&argument[chosen]))
            }
            "Fn::Sub" => self.substitute(argument).map(Value::from),
            "Fn::FindInMap" => {
                let key = |at: usize| self.resolve(&argument[at]).as_str().map(str::to_owned);
                let found = &self.document["Mappings"][key(0)?][key(1)?][key(2)?];
                (!found.is_null()).then(|| found.clone())
            }
            "Fn::Join" => {
                let parts = texts(&self.resolve(&argument[1]))?;
                Some(parts.join(argument[0].as_str()?).into())
            }
            "Fn::Select" => {
                let at: usize = self.resolve(&argument[0]).as_str()?.parse().ok()?;
                texts(&self.resolve(&argument[1]))?.get(at).map(|text| text.as_str().into())
            }
            "Fn::GetAtt" => self.attribute(argument),
            _ => None,
        }
    }

    /// `Null` stands for `AWS::NoValue`, and is left out by whoever holds it.
    fn reference(&self, name: &str) -> Option<Value> {
        if name == "AWS::NoValue" {
            return Some(Value::Null);
        }
        let known = self.parameters.get(name).or_else(|| self.pseudo.get(name)).cloned();
        known.or_else(|| (self.physical)(name)).map(Value::from)
    }

    fn attribute(&self, argument: &Value) -> Option<Value> {
        let (resource, attribute) = match argument {
            Value::String(text) => text.split_once('.')?,
            list => (list[0].as_str()?, list[1].as_str()?),
        };
        (self.physical)(resource).map(|id| format!("{id}.{attribute}").into())
    }

    fn substitute(&self, argument: &Value) -> Option<String> {
        let own = Map::new();
        let (text, own) = match argument {
            Value::String(text) => (text.as_str(), &own),
            list => (list[0].as_str()?, list[1].as_object()?),
        };
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, behind) = after.split_once('}')?;
            result.push_str(before);
            result.push_str(&self.insert(name, own)?);
            rest = behind;
        }
        result.push_str(rest);
        Some(result)
    }

    fn insert(&self, name: &str, own: &Map<String, Value>) -> Option<String> {
        if let Some(literal) = name.strip_prefix('!') {
            return Some(format!("${{{literal}}}"));
        }
        let value = match own.get(name) {
            Some(value) => Some(self.resolve(value)),
            None if name.contains('.') => self.attribute(&Value::from(name)),
            None => self.reference(name),
        };
        value?.as_str().map(str::to_owned)
    }
}

/// A map of exactly one key is how CloudFormation writes a function call.
fn call(value: &Value) -> Option<(&str, &Value)> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    entries.iter().next().map(|(name, argument)| (name.as_str(), argument))
}

/// The texts of a list, or of a parameter that holds one.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(text.split(',').map(|part| part.trim().to_owned()).collect()),
        Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_worked_out_as_far_as_resources_allow() {
        let document = template::as_json(
            b"Mappings: {Size: {dev: {Class: small}}}\nConditions:\n  Dev: !Equals [!Ref Stage, dev]\n  Other: !Not [!Condition Dev]\n",
        )
        .expect("a document");
        let parameters = BTreeMap::from([("Stage".to_owned(), "dev".to_owned())]);
        let pseudo = BTreeMap::from([("AWS::Region", "eu-west-3".to_owned())]);
        let physical = |name: &str| (name == "Bucket").then(|| "b-1".to_owned());
        let evaluator =
            Evaluator { document: &document, parameters: &parameters, pseudo: &pseudo, physical: &physical };
        let table = [
            ("!Ref Stage", r#""dev""#),
            ("!If [Dev, a, b]", r#""a""#),
            ("!If [Other, a, !Ref AWS::NoValue]", "null"),
            (
                "!Sub '${Stage}-${AWS::Region}-${Bucket}-${Bucket.Arn}-${!x}'",
                r#""dev-eu-west-3-b-1-b-1.Arn-${x}""#,
            ),
            ("!Sub ['${A}!', {A: !Ref Stage}]", r#""dev!""#),
            ("!FindInMap [Size, !Ref Stage, Class]", r#""small""#),
            ("!Join ['-', [a, !Ref Stage]]", r#""a-dev""#),
            ("!Select ['1', [a, b]]", r#""b""#),
            ("!GetAtt Bucket.Arn", r#""b-1.Arn""#),
            ("!Ref Nowhere", r#"{"Ref":"Nowhere"}"#),
            ("[x, !Ref AWS::NoValue]", r#"["x"]"#),
        ];
        for (source, expected) in table {
            let wrapped = template::as_json(format!("V: {source}").as_bytes()).expect("a document");
            assert_eq!(evaluator.resolve(&wrapped["V"]).to_string(), expected, "{source}");
        }
    }
}

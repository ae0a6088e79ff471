//! Paths into JSON: the singular queries of RFC 9535, which lead to one value at most.
//!
//! `$`, `.name`, `['name']`, `["name"]`, `[0]`, `[-1]`. Wildcards, slices, filters and descendants can lead to many values,
//! so they are refused.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Longer ones are a mistake.
const LONGEST: usize = 500;

/// A parsed path; it is written as people wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JsonPath {
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Name(String),
    /// From the end, when negative.
    Index(i64),
}

impl JsonPath {
    /// # Errors
    /// Why the text is no path that leads to one value.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a path has at most {LONGEST} characters"));
        }
        let mut rest = text.strip_prefix('$').ok_or("a path begins with $, such as $.status")?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest)?;
            steps.push(step);
            rest = after;
        }
        Ok(JsonPath { text: text.to_owned(), steps })
    }

    /// The value that it leads to.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Name(name) => value.as_object()?.get(name),
            Step::Index(index) => {
                let items = value.as_array()?;
                let place = if *index < 0 { index + i64::try_from(items.len()).ok()? } else { *index };
                items.get(usize::try_from(place).ok()?)
            }
        })
    }
}

/// The first step, and what follows it.
fn step(text: &str) -> Result<(Step, &str), String> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let mut letters = name.chars();
        let first = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_' || !c.is_ascii());
        return match first && letters.all(|c| c.is_alphanumeric() || c == '_' || !c.is_ascii()) {
            true => Ok((Step::Name(name.to_owned()), after)),
            false => Err(format!("{:?} is no name; write it like ['{name}']", name)),
        };
    }
    let rest = text.strip_prefix('[').ok_or_else(|| format!("{text:?} follows without a dot"))?;
    let Some(quote) = rest.chars().next().filter(|c| ['\'', '"'].contains(c)) else {
        let (number, after) = rest.split_once(']').ok_or("a [ has no ]")?;
        return Ok((Step::Index(index(number)?), after));
    };
    let mut name = String::new();
    let mut letters = rest[1..].char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some((_, escaped)) if escaped == quote || escaped == '\\' => name.push(escaped),
                _ => return Err("only quotes and backslashes are escaped".to_owned()),
            },
            _ if letter == quote => {
                let after = rest[1 + at + 1..].strip_prefix(']').ok_or("a [ has no ]")?;
                return Ok((Step::Name(name), after));
            }
            _ => name.push(letter),
        }
    }
    Err("a name has no end".to_owned())
}

/// RFC 9535 has one spelling for each number.
fn index(text: &str) -> Result<i64, String> {
    let number = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    number.ok_or_else(|| format!("[{text}] is neither a number nor a name in quotes"))
}

impl TryFrom<String> for JsonPath {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<JsonPath> for String {
    fn from(path: JsonPath) -> String {
        path.text
    }
}

impl std::fmt::Display for JsonPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_leads_to_one_value_or_none() {
        let body = json!({ "status": "ok", "checks": [{ "name": "db" }, { "name": "cache" }],
                           "a b": { "it's": 1 }, "상태": true, "none": null });
        for (path, found) in [
            ("$.status", Some(json!("ok"))),
            ("$.checks[0].name", Some(json!("db"))),
            ("$.checks[-1]['name']", Some(json!("cache"))),
            ("$['a b'][\"it's\"]", Some(json!(1))),
            (r"$['a b']['it\'s']", Some(json!(1))),
            ("$.상태", Some(json!(true))),
            ("$.none", Some(json!(null))),
            ("$.checks[2]", None),
            ("$.checks[-3]", None),
            ("$.checks.name", None),
            ("$.status[0]", None),
            ("$.missing.deeper", None),
        ] {
            let parsed = JsonPath::parse(path).expect(path);
            assert_eq!(parsed.find(&body), found.as_ref(), "{path}");
        }
        assert_eq!(JsonPath::parse("$").expect("the root").find(&body), Some(&body));
    }

    #[test]
    fn what_may_lead_to_many_values_or_nowhere_is_refused() {
        for bad in [
            "", "status", "$status", "$.", "$..a", "$.*", "$[*]", "$[0:2]", "$[?@.a]", "$[01]", "$[-0]",
            "$['a", "$['a'", "$[1", "$[]", r"$['\n']", "$.a-b",
        ] {
            assert!(JsonPath::parse(bad).is_err(), "{bad}");
        }
    }
}

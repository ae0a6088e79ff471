use crate::tree::{Node, Value};

/// What a value is under YAML's core schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Map,
}

impl Core {
    /// For messages: "a number".
    pub fn words(self) -> &'static str {
        match self {
            Core::Null => "nothing",
            Core::Boolean => "a truth value",
            Core::Number => "a number",
            Core::Text => "a text",
            Core::List => "a list",
            Core::Map => "a mapping",
        }
    }
}

impl Node {
    /// What it is under YAML 1.2's core schema: `on` and `yes` are texts, `true` and `12` are not.
    pub fn core(&self) -> Core {
        match &self.value {
            Value::Null => Core::Null,
            Value::List(_) => Core::List,
            Value::Map(_) => Core::Map,
            Value::Scalar(text) if self.plain => of_word(text),
            Value::Scalar(_) => Core::Text,
        }
    }

    /// The same as JSON. Numbers that JSON has no word for stay texts.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Scalar(text) => scalar(self.core(), text),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect()
            }
        }
    }
}

fn scalar(core: Core, text: &str) -> serde_json::Value {
    match core {
        Core::Boolean => text.eq_ignore_ascii_case("true").into(),
        Core::Number => {
            let digits = text.strip_prefix('+').unwrap_or(text);
            let number: Option<serde_json::Number> = serde_json::from_str(digits).ok();
            number.map_or_else(|| text.into(), serde_json::Value::Number)
        }
        _ => text.into(),
    }
}

fn of_word(word: &str) -> Core {
    match word {
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Core::Boolean,
        ".nan" | ".NaN" | ".NAN" => Core::Number,
        _ if is_number(word) => Core::Number,
        _ => Core::Text,
    }
}

fn is_number(word: &str) -> bool {
    let all = |text: &str, good: fn(&u8) -> bool| !text.is_empty() && text.bytes().all(|byte| good(&byte));
    if let Some(digits) = word.strip_prefix("0o") {
        return all(digits, |byte| (b'0'..=b'7').contains(byte));
    }
    if let Some(digits) = word.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    let bare = word.strip_prefix(['+', '-']).unwrap_or(word);
    if matches!(bare, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (digits, exponent) = match bare.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (bare, None),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some = !whole.is_empty() || !fraction.is_empty();
    some && numeric(whole) && numeric(fraction) && exponent.is_none_or(|text| all(text, u8::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_the_core_schema_has_them_be() {
        let numbers = [
            "0", "12", "-12", "+1", "1.5", "1.", ".5", "1e3", "-1.5E-3", "0o17", "0xfF", ".inf", "-.INF",
            ".NaN",
        ];
        let texts = [
            "", "on", "yes", "No", "y", "1.2.3", "1e", ".", "-", "+", "0o8", "0xg", "1_000", "12h", "~x",
            "inf",
        ];
        assert!(numbers.iter().all(|word| of_word(word) == Core::Number), "numbers");
        assert!(texts.iter().all(|word| of_word(word) == Core::Text), "texts");
        assert!(["true", "False", "TRUE"].iter().all(|word| of_word(word) == Core::Boolean));
    }
}

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a provider says of a person.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Claims(Map<String, Value>);

/// The claims of a token whose signature was verified.
pub(super) fn payload(token: &str) -> Option<Claims> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

impl Claims {
    pub fn subject(&self) -> Option<String> {
        self.text("sub")
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.find(name)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
    }

    /// One text, or a list of them.
    pub fn texts(&self, name: &str) -> Vec<String> {
        match self.find(name) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }

    /// These, and those of the others that are missing.
    pub fn and(mut self, others: Claims) -> Claims {
        for (name, value) in others.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// By its whole name, or by a path of names with dots between them.
    fn find(&self, name: &str) -> Option<&Value> {
        self.0.get(name).or_else(|| {
            let mut parts = name.split('.');
            let first = self.0.get(parts.next()?)?;
            parts.try_fold(first, |value, part| value.get(part))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn claims_are_found_by_name_and_by_path() {
        let claims: Claims = serde_json::from_value(json!({
            "sub": "1", "groups": ["a", 7, "b"], "https://x.example/groups": "c", "realm_access": {"roles": ["d"]}, "name": " ",
        }))
        .expect("claims");
        assert_eq!(claims.texts("groups"), ["a", "b"]);
        assert_eq!(claims.texts("https://x.example/groups"), ["c"]);
        assert_eq!(claims.texts("realm_access.roles"), ["d"]);
        assert!(claims.texts("realm_access.nothing").is_empty() && !claims.has("sub.x"));
        assert_eq!((claims.text("sub").as_deref(), claims.text("name")), (Some("1"), None));
    }

    #[test]
    fn what_is_missing_is_taken_from_others() {
        let read = |value| serde_json::from_value::<Claims>(value).expect("claims");
        let both = read(json!({"sub": "1", "name": "A"})).and(read(json!({"sub": "2", "groups": "g"})));
        assert_eq!((both.subject().as_deref(), both.texts("groups")), (Some("1"), vec!["g".to_owned()]));
        assert!(payload("no token").is_none());
    }
}

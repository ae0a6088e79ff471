use serde::{Deserialize, Serialize};

/// Where entities are that name no namespace.
pub const DEFAULT_NAMESPACE: &str = "default";

/// Points at an entity of the catalogue. Letters' cases are kept as they were written and do not tell two apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EntityRef {
    pub kind: String,
    pub namespace: String,
    pub name: String,
}

/// Why a text points at nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReference {
    #[error("it must have the form [kind:][namespace/]name")]
    Form,
    #[error("it must begin with a kind, such as component: or resource:")]
    NoKind,
}

impl EntityRef {
    /// Reads `[kind:][namespace/]name`. What is left out is as the place has it at which the text stands.
    pub fn parse(text: &str, kind: Option<&str>, namespace: &str) -> Result<Self, BadReference> {
        // A slash before the colon belongs to the namespace, and then the colon to the name.
        let slash = text.find('/');
        let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| slash > *colon));
        let after_kind = colon.map_or(0, |colon| colon + 1);
        let after_namespace = slash.map_or(after_kind, |slash| slash + 1);
        let (own_kind, own_namespace) = (colon.map(|at| &text[..at]), slash.map(|at| &text[after_kind..at]));
        let name = &text[after_namespace..];
        if own_kind == Some("") || own_namespace == Some("") || name.is_empty() {
            return Err(BadReference::Form);
        }
        Ok(EntityRef {
            kind: own_kind.or(kind).ok_or(BadReference::NoKind)?.to_owned(),
            namespace: own_namespace.unwrap_or(namespace).to_owned(),
            name: name.to_owned(),
        })
    }

    /// As people read it: without the namespace that everything is in.
    pub fn short(&self) -> String {
        match self.namespace.eq_ignore_ascii_case(DEFAULT_NAMESPACE) {
            true => self.name.clone(),
            false => format!("{}/{}", self.namespace, self.name),
        }
    }

    /// Whether it points at an entity of this kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind)
    }
}

/// The one way to write it: `component:default/live-api`.
impl std::fmt::Display for EntityRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{}:{}/{}", self.kind, self.namespace, self.name);
        f.write_str(&text.to_lowercase())
    }
}

impl PartialEq for EntityRef {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for EntityRef {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_comes_from_the_place() {
        let cases = [
            ("streaming", Some("Group"), "group:media/streaming"),
            ("group:streaming", None, "group:media/streaming"),
            ("default/streaming", Some("Group"), "group:default/streaming"),
            ("User:Other/Jin.Park", Some("Group"), "user:other/jin.park"),
            ("api:a:b", None, "api:media/a:b"),
            ("ns/a:b", Some("API"), "api:ns/a:b"),
            ("component:a/b/c", None, "component:a/b/c"),
        ];
        for (text, kind, whole) in cases {
            let read = EntityRef::parse(text, kind, "media").map(|found| found.to_string());
            assert_eq!(read.as_deref(), Ok(whole), "{text}");
        }
    }

    #[test]
    fn texts_that_point_at_nothing_are_refused() {
        for text in ["", ":", ":a", "group:", "/a", "a/", "group:/a", "group:a/"] {
            assert_eq!(EntityRef::parse(text, Some("Group"), "default"), Err(BadReference::Form), "{text}");
        }
        assert_eq!(EntityRef::parse("a", None, "default"), Err(BadReference::NoKind));
    }

    #[test]
    fn letters_cases_do_not_tell_two_apart() {
        let read = |text| EntityRef::parse(text, Some("Component"), "default").expect("a reference");
        assert_eq!(read("Component:default/Player"), read("player"));
        assert_ne!(read("system:player"), read("player"));
        assert_eq!((read("player").short(), read("a/player").short()), ("player".into(), "a/player".into()));
    }
}

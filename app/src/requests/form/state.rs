//! What stands in the form, field by field.

use super::TargetRef;
use super::encoding;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Parameter name → text.
pub type Texts = BTreeMap<String, String>;

/// Everything that was typed or ticked. `NoEcho` values stand apart, so that nothing that is kept can carry them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormState {
    /// `create`, `update` or `delete`; empty means `create`.
    pub action: String,
    /// The request that is amended.
    pub amends: Option<String>,
    pub template: String,
    pub service: String,
    /// The environment's name.
    pub name: String,
    /// Why it is wanted.
    pub reason: String,
    /// What was typed to confirm a deletion.
    pub confirm: String,
    /// Ticked boxes; `*` for whole rows and columns.
    pub targets: BTreeSet<TargetRef>,
    /// Parameters that a person set apart, to give each target its own value.
    pub split: BTreeSet<String>,
    pub shared: Texts,
    pub overrides: BTreeMap<TargetRef, Texts>,
    /// The draft that this form is kept as.
    pub draft: Option<String>,
    /// The environment that an update or a deletion started from.
    pub environment: Option<String>,
    /// Tells one opened form from another, so that a form sent twice counts once.
    #[serde(skip)]
    pub key: String,
    #[serde(skip)]
    pub secrets: Secrets,
}

/// Typed `NoEcho` values: they travel with the form, and are kept nowhere.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    pub shared: Texts,
    pub overrides: BTreeMap<TargetRef, Texts>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl FormState {
    /// Reads a form body or the query of an address; fields it does not know are left aside.
    pub fn parse(text: &str) -> Self {
        let mut state = FormState::default();
        let mut off = Texts::new();
        for (name, value) in encoding::decode(text) {
            state.take(&name, value, &mut off);
        }
        // A switch that is off sends nothing itself; its hidden companion says what off means.
        for (name, value) in off {
            state.shared.entry(name).or_insert(value);
        }
        state
    }

    fn take(&mut self, name: &str, value: String, off: &mut Texts) {
        let given = |value: String| Some(value).filter(|text| !text.is_empty());
        match name {
            "action" => self.action = value,
            "amends" => self.amends = given(value),
            "template" => self.template = value,
            "service" => self.service = value,
            "name" => self.name = value,
            "reason" => self.reason = value,
            "confirm" => self.confirm = value,
            "draft" => self.draft = given(value),
            "environment" => self.environment = given(value),
            "key" => self.key = value,
            "target" => self.targets.extend(TargetRef::parse(&value)),
            "split" => {
                self.split.insert(value);
            }
            _ => self.take_value(name, value, off),
        }
    }

    fn take_value(&mut self, name: &str, value: String, off: &mut Texts) {
        let Some((kind, rest)) = name.split_once('.') else { return };
        match (kind, target_and_parameter(rest)) {
            ("p", _) => add(&mut self.shared, rest, value),
            ("s", _) => add(&mut self.secrets.shared, rest, value),
            ("off", _) => add(off, rest, value),
            ("o", Some((target, parameter))) if !value.is_empty() => {
                add(self.overrides.entry(target).or_default(), parameter, value);
            }
            ("x", Some((target, parameter))) if !value.is_empty() => {
                add(self.secrets.overrides.entry(target).or_default(), parameter, value);
            }
            _ => {}
        }
    }

    /// The form as the query of an address or a form body, without secrets.
    pub fn to_query(&self) -> String {
        encoding::encode(self.pairs())
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let fixed = [
            ("action", self.action.as_str()),
            ("amends", self.amends.as_deref().unwrap_or_default()),
            ("template", &self.template),
            ("service", &self.service),
            ("name", &self.name),
            ("reason", &self.reason),
            ("confirm", &self.confirm),
            ("draft", self.draft.as_deref().unwrap_or_default()),
            ("environment", self.environment.as_deref().unwrap_or_default()),
        ];
        let fixed = fixed.into_iter().filter(|(_, value)| !value.is_empty());
        let mut pairs: Vec<(String, String)> = fixed.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        pairs.extend(self.targets.iter().map(|target| ("target".to_owned(), target.to_string())));
        pairs.extend(self.split.iter().map(|parameter| ("split".to_owned(), parameter.clone())));
        pairs.extend(self.shared.iter().map(|(name, value)| (format!("p.{name}"), value.clone())));
        for (target, texts) in &self.overrides {
            pairs
                .extend(texts.iter().map(|(name, value)| (override_field("o", target, name), value.clone())));
        }
        pairs
    }

    /// Moves values of parameters that the template marks `NoEcho` to where nothing is kept, however they were named.
    pub fn set_secrets_apart(&mut self, secret: impl Fn(&str) -> bool) {
        self.secrets.shared.extend(drain(&mut self.shared, &secret));
        for (target, texts) in &mut self.overrides {
            let found = drain(texts, &secret);
            if !found.is_empty() {
                self.secrets.overrides.entry(target.clone()).or_default().extend(found);
            }
        }
    }
}

fn drain(texts: &mut Texts, secret: impl Fn(&str) -> bool) -> Texts {
    let names: Vec<String> = texts.keys().filter(|name| secret(name)).cloned().collect();
    names.into_iter().filter_map(|name| texts.remove_entry(&name)).collect()
}

/// Several ticks of one list parameter make one comma-separated value.
fn add(texts: &mut Texts, name: &str, value: String) {
    match texts.get_mut(name) {
        Some(text) => {
            text.push(',');
            text.push_str(&value);
        }
        None => {
            texts.insert(name.to_owned(), value);
        }
    }
}

/// Reads `dev.us-east-1.Name`; names of stages and regions have no dots.
fn target_and_parameter(rest: &str) -> Option<(TargetRef, &str)> {
    let (stage, rest) = rest.split_once('.')?;
    let (region, parameter) = rest.split_once('.')?;
    Some((TargetRef::new(stage, region), parameter))
}

/// The name of a field that holds one target's own value; `kind` is `o`, or `x` for secrets.
pub fn override_field(kind: &str, target: &TargetRef, parameter: &str) -> String {
    format!("{kind}.{}.{}.{parameter}", target.stage, target.region)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "action=create&template=web-service&service=live-api&name=&target=dev/*&target=prod/us-east-1\
        &p.Image=nginx&p.Zones=a&p.Zones=b&s.Password=hunter2&off.Spot=false&off.Debug=false&p.Debug=true\
        &o.dev.us-east-1.Size=large&o.dev.eu-west-3.Size=&x.dev.us-east-1.Password=other&split=Image&odd=1&odd.er=2";

    #[test]
    fn a_flat_form_becomes_a_nested_one() {
        let state = FormState::parse(FORM);
        assert_eq!((state.action.as_str(), state.template.as_str()), ("create", "web-service"));
        assert_eq!(state.targets.len(), 2);
        let shared: Vec<(&str, &str)> = state.shared.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(shared, [("Debug", "true"), ("Image", "nginx"), ("Spot", "false"), ("Zones", "a,b")]);
        let target = TargetRef::new("dev", "us-east-1");
        assert_eq!(state.overrides.len(), 1, "an empty cell overrides nothing");
        assert_eq!(state.overrides[&target]["Size"], "large");
        assert_eq!(state.secrets.shared["Password"], "hunter2");
        assert_eq!(state.secrets.overrides[&target]["Password"], "other");
        assert!(state.split.contains("Image"));
    }

    #[test]
    fn what_is_kept_reads_back_and_carries_no_secret() {
        let state = FormState::parse(FORM);
        let query = state.to_query();
        let json = serde_json::to_string(&state).expect("a form");
        for kept in [&query, &json, &format!("{state:?}")] {
            assert!(!kept.contains("hunter2") && !kept.contains("other"), "{kept}");
        }
        let bare = FormState { secrets: Secrets::default(), ..state };
        assert_eq!(FormState::parse(&query), bare);
        assert_eq!(serde_json::from_str::<FormState>(&json).expect("a form"), bare);
    }

    #[test]
    fn secrets_are_known_by_the_template_not_by_the_field() {
        let mut state = FormState::parse("p.Password=hunter2&o.dev.r.Password=other&p.Image=nginx");
        state.set_secrets_apart(|name| name == "Password");
        assert!(!state.to_query().contains("hunter2") && !state.to_query().contains("other"));
        assert_eq!(state.secrets.shared["Password"], "hunter2");
        assert_eq!(state.shared["Image"], "nginx");
    }
}

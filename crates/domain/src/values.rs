//! Parameter values of a target: where each comes from, and which of them must stay secret.

use crate::template::{Fill, Template, ValueSource};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value as it is kept: `NoEcho` values only sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredValue {
    Plain(String),
    /// Encrypted; only the room that sends it to the cloud opens it.
    Sealed(String),
}

impl StoredValue {
    /// What people may see: the value, or nothing.
    pub fn shown(&self) -> Option<&str> {
        match self {
            StoredValue::Plain(text) => Some(text),
            StoredValue::Sealed(_) => None,
        }
    }
}

/// Parameter name → value.
pub type StoredValues = BTreeMap<String, StoredValue>;

/// One value of one target with its origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    pub value: StoredValue,
    pub source: ValueSource,
}

/// Parameter name → value with origin.
pub type ResolvedValues = BTreeMap<String, Resolved>;

/// What the portal itself knows about a target; it fills marked parameters with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    pub region: String,
    pub stage: String,
    pub service: String,
    pub team: String,
    pub environment: String,
    pub requester: String,
    pub home_region: String,
    /// Parameter name → range given out.
    pub ranges: BTreeMap<String, String>,
}

impl Filling {
    fn value(&self, parameter: &str, fill: Fill) -> Option<&str> {
        let text = match fill {
            Fill::AddressRange { .. } => return self.ranges.get(parameter).map(String::as_str),
            Fill::Region => &self.region,
            Fill::Stage => &self.stage,
            Fill::Service => &self.service,
            Fill::Team => &self.team,
            Fill::Environment => &self.environment,
            Fill::Requester => &self.requester,
            Fill::HomeRegion => &self.home_region,
        };
        Some(text)
    }
}

/// What people gave, and what the environment already runs with.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub shared: &'a StoredValues,
    /// For this target only.
    pub overrides: &'a StoredValues,
    /// Values of the running environment; they stay unless somebody says otherwise.
    pub previous: Option<&'a StoredValues>,
}

/// The values of one target. The nearest wins: override, shared, filled in by the portal, running, preset, default.
///
/// Parameters nobody has a value for are left out; unknown names that people gave stay in, to be refused by the check.
pub fn resolve(template: &Template, given: Given<'_>, filling: &Filling) -> ResolvedValues {
    let mut resolved = ResolvedValues::new();
    for (source, values) in [(ValueSource::Shared, given.shared), (ValueSource::Override, given.overrides)] {
        for (name, value) in values {
            resolved.insert(name.clone(), Resolved { value: value.clone(), source });
        }
    }
    for parameter in &template.parameters {
        if resolved.contains_key(&parameter.name) {
            continue;
        }
        let kept = || given.previous.and_then(|values| values.get(&parameter.name)).cloned();
        let filled = parameter.fill.and_then(|fill| filling.value(&parameter.name, fill));
        let preset = template.presets.get(&filling.stage).and_then(|p| p.get(&parameter.name));
        let plain = |text: &str| StoredValue::Plain(text.to_owned());
        // Who asked first stays the owner, whoever asks for changes later.
        let owner = if parameter.fill == Some(Fill::Requester) { kept() } else { None };
        let found = owner
            .map(|value| (value, ValueSource::Previous))
            .or_else(|| filled.map(|text| (plain(text), ValueSource::Filled)))
            .or_else(|| kept().map(|value| (value, ValueSource::Previous)))
            .or_else(|| preset.map(|text| (plain(text), ValueSource::Preset)))
            .or_else(|| parameter.default.as_deref().map(|text| (plain(text), ValueSource::Default)));
        if let Some((value, source)) = found {
            resolved.insert(parameter.name.clone(), Resolved { value, source });
        }
    }
    resolved
}

/// The values alone.
pub fn stored(resolved: &ResolvedValues) -> StoredValues {
    resolved.iter().map(|(name, r)| (name.clone(), r.value.clone())).collect()
}

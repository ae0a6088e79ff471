//! What a carried change makes of the values that its environments run with.

use crate::names::RegionName;
use crate::template::ValueSource;
use crate::values::{Resolved, ResolvedValues, StoredValue, StoredValues};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One value that becomes another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    pub parameter: String,
    /// Where it is exactly this change.
    pub regions: Vec<RegionName>,
    /// `None`: there is none yet, or it is secret.
    pub before: Option<String>,
    /// `None`: there is none any more, or it is secret.
    pub after: Option<String>,
    pub secret: bool,
}

/// All that becomes different, and what it costs a month before and after, where the template tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    pub values: Vec<ValueChange>,
    /// `None` where nothing runs yet.
    pub usd_before: Option<f64>,
    pub usd_after: Option<f64>,
}

impl Differences {
    /// Adds what one region runs with, `None` where its environment is new, and what it is to run with.
    pub fn add(&mut self, region: &RegionName, before: Option<&StoredValues>, after: &ResolvedValues) {
        let old = before.into_iter().flat_map(|values| values.keys());
        let names: BTreeSet<&String> = old.chain(after.keys()).collect();
        for name in names {
            let (old, new) = (before.and_then(|values| values.get(name)), after.get(name));
            if differs(before.is_some(), old, new) {
                self.note(region, name, old, new.map(|new| &new.value));
            }
        }
    }

    fn note(
        &mut self,
        region: &RegionName,
        name: &str,
        before: Option<&StoredValue>,
        after: Option<&StoredValue>,
    ) {
        let sealed = |value: Option<&StoredValue>| matches!(value, Some(StoredValue::Sealed(_)));
        let shown = |value: Option<&StoredValue>| value.and_then(StoredValue::shown).map(str::to_owned);
        let change = ValueChange {
            parameter: name.to_owned(),
            regions: Vec::new(),
            before: shown(before),
            after: shown(after),
            secret: sealed(before) || sealed(after),
        };
        let same = |known: &&mut ValueChange| {
            let ends = |change: &ValueChange| (change.before.clone(), change.after.clone(), change.secret);
            known.parameter == change.parameter && ends(known) == ends(&change)
        };
        match self.values.iter_mut().find(same) {
            Some(known) => known.regions.push(region.clone()),
            None => self.values.push(ValueChange { regions: vec![region.clone()], ..change }),
        }
    }
}

/// Of a new environment only what people give is told: the rest is as the template has it.
fn differs(exists: bool, old: Option<&StoredValue>, new: Option<&Resolved>) -> bool {
    let given = |new: &Resolved| matches!(new.source, ValueSource::Shared | ValueSource::Override);
    match (old, new) {
        _ if !exists => new.is_some_and(given),
        // The same secret sealed twice does not look the same.
        (Some(StoredValue::Sealed(_)), Some(new)) => given(new),
        (old, new) => old != new.map(|new| &new.value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(pairs: &[(&str, &str)]) -> StoredValues {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), StoredValue::Plain((*value).into()))).collect()
    }

    fn resolved(pairs: &[(&str, &str, ValueSource)]) -> ResolvedValues {
        let value = |value: &str, source| Resolved { value: StoredValue::Plain(value.into()), source };
        pairs.iter().map(|(name, text, source)| ((*name).to_owned(), value(text, *source))).collect()
    }

    #[test]
    fn the_same_change_is_told_once_and_a_new_environment_tells_what_people_give() {
        use ValueSource::{Default, Override, Previous, Shared};
        let [seoul, paris, virginia] = ["ap-northeast-2", "eu-west-3", "us-east-1"]
            .map(|name| RegionName::parse(name).expect("a region"));
        let mut found = Differences::default();
        let runs = plain(&[("Count", "2"), ("Port", "80"), ("Old", "x")]);
        let wanted = resolved(&[("Count", "3", Shared), ("Port", "80", Previous), ("New", "y", Default)]);
        found.add(&seoul, Some(&runs), &wanted);
        found.add(&paris, Some(&runs), &wanted);
        found.add(&virginia, None, &resolved(&[("Count", "3", Override), ("Port", "80", Default)]));
        let told = |change: &ValueChange| {
            let end = |end: &Option<String>| end.clone().unwrap_or_else(|| "-".into());
            let (name, places) = (&change.parameter, change.regions.len());
            format!("{name} {} {} in {places}", end(&change.before), end(&change.after))
        };
        let told: Vec<String> = found.values.iter().map(told).collect();
        assert_eq!(told, ["Count 2 3 in 2", "New - y in 2", "Old x - in 2", "Count - 3 in 1"]);
    }
}

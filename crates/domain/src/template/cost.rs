use super::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// US dollars a month, an estimate from the template author's hints.
pub type MonthlyUsd = f64;

/// The author's cost hints (`Metadata: Slipway: Costs`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CostModel {
    pub items: Vec<CostItem>,
    /// Region → factor on all items; 1 where none is given.
    pub region_factors: BTreeMap<String, f64>,
}

/// One line of the estimate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CostItem {
    pub label: Text,
    /// A fixed price …
    #[serde(default)]
    pub monthly: Option<MonthlyUsd>,
    /// … or one by the value of a parameter: parameter name → value → price.
    #[serde(default)]
    pub by: BTreeMap<String, BTreeMap<String, MonthlyUsd>>,
    /// A numeric parameter that multiplies the price.
    #[serde(default)]
    pub times: Option<String>,
    /// Counts only when these parameters have these values.
    #[serde(default)]
    pub when: BTreeMap<String, String>,
}

impl CostModel {
    /// The estimate for one target; `None` when the author gave no hints, which is not the same as free.
    pub fn monthly(&self, region: &str, values: &BTreeMap<String, String>) -> Option<MonthlyUsd> {
        if self.items.is_empty() {
            return None;
        }
        let sum: MonthlyUsd = self.items.iter().map(|item| item.price(values)).sum();
        Some(sum * self.region_factors.get(region).copied().unwrap_or(1.0))
    }
}

impl CostItem {
    fn price(&self, values: &BTreeMap<String, String>) -> MonthlyUsd {
        let applies = self.when.iter().all(|(name, wanted)| values.get(name) == Some(wanted));
        if !applies {
            return 0.0;
        }
        let by_value = self.by.iter().filter_map(|(name, prices)| prices.get(values.get(name)?));
        let base = self.monthly.unwrap_or(0.0) + by_value.sum::<MonthlyUsd>();
        base * self.times.as_ref().map_or(1.0, |name| count(values.get(name)))
    }
}

fn count(value: Option<&String>) -> f64 {
    value.and_then(|text| text.parse().ok()).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    #[test]
    fn estimates_follow_parameters_and_regions() {
        let model: CostModel = serde_json::from_value(serde_json::json!({
            "Items": [
                {"Label": "Balancer", "Monthly": 20.0},
                {"Label": "Database", "By": {"Class": {"small": 10.0, "large": 100.0}}, "Times": "Count"},
                {"Label": "Standby", "Monthly": 5.0, "When": {"MultiAz": "true"}},
            ],
            "RegionFactors": {"ap-northeast-2": 1.1},
        }))
        .expect("a cost model");
        let table = [
            ("us-east-1", vec![("Class", "small"), ("Count", "2"), ("MultiAz", "false")], 40.0),
            ("us-east-1", vec![("Class", "large"), ("MultiAz", "true")], 125.0),
            ("ap-northeast-2", vec![("Class", "small"), ("Count", "1"), ("MultiAz", "false")], 33.0),
            ("us-east-1", vec![("Class", "unknown")], 20.0),
        ];
        for (region, given, expected) in table {
            let estimate = model.monthly(region, &values(&given)).expect("hints are there");
            assert!((estimate - expected).abs() < 1e-9, "{region} {given:?}: {estimate} ≠ {expected}");
        }
        assert_eq!(CostModel::default().monthly("us-east-1", &values(&[])), None);
    }
}

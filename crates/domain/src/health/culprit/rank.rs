use super::weigh::Scales;
use super::{ChangeRecord, Dependencies, Evidence, History, Symptom};
use serde::{Deserialize, Serialize};

/// So many suspects are told; nobody reads more.
pub const MOST: usize = 10;

/// A suspect with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    pub change: ChangeRecord,
    /// How likely it was the cause, from 0 to 1. What is missing to 1 over all suspects is the chance that it was something
    /// nobody recorded.
    pub score: f64,
    /// The strongest first, whichever way it points.
    pub evidence: Vec<Evidence>,
}

/// The most likely causes, the likeliest first. A symptom without an unwell region has none.
pub fn rank(
    symptom: &Symptom,
    changes: &[ChangeRecord],
    dependencies: &Dependencies,
    history: &History,
) -> Vec<Ranked> {
    if symptom.ill.is_empty() {
        return Vec::new();
    }
    let scales = Scales::new(symptom, changes, dependencies, history);
    let weigh = |change| {
        let evidence = scales.weigh(change);
        let sum: f64 = evidence.iter().map(|evidence| evidence.weight).sum();
        (sum, change, evidence)
    };
    let mut suspects: Vec<(f64, &ChangeRecord, Vec<Evidence>)> = changes.iter().map(weigh).collect();
    // One, for what nobody recorded.
    let all: f64 = 1.0 + suspects.iter().map(|(sum, _, _)| sum.exp()).sum::<f64>();
    suspects.sort_by(|(a, first, _), (b, second, _)| {
        b.total_cmp(a).then(second.at.cmp(&first.at)).then_with(|| first.id.cmp(&second.id))
    });
    let ranked = suspects.into_iter().take(MOST).map(|(sum, change, mut evidence)| {
        evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        Ranked { change: change.clone(), score: sum.exp() / all, evidence }
    });
    ranked.collect()
}

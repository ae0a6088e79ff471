use crate::i18n::{Lang, names};
use domain::names::{RegionName, StageName};
use domain::view::TargetView;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the rules say about stages and regions, as far as a request's page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Region → what people call it.
    titles: BTreeMap<String, String>,
    /// Stages that need somebody's yes.
    approved: BTreeSet<String>,
}

impl Places {
    #[cfg(feature = "ssr")]
    pub fn of(rules: &domain::rules::Rules) -> Self {
        let titles = rules.regions.iter().map(|region| (region.name.to_string(), region.title.clone()));
        let approved = rules.stages.iter().filter(|stage| stage.approval.is_some());
        Places { titles: titles.collect(), approved: approved.map(|stage| stage.name.to_string()).collect() }
    }

    /// What people call a region; its code when it is no longer configured.
    pub fn region(&self, region: &RegionName) -> String {
        self.titles.get(region.as_str()).map_or_else(|| region.to_string(), Clone::clone)
    }

    pub fn needs_approval(&self, stage: &StageName) -> bool {
        self.approved.contains(stage.as_str())
    }

    /// "prod · Seoul".
    pub fn target(&self, lang: Lang, stage: &StageName, region: &RegionName) -> String {
        format!("{} · {}", names::stage(lang, stage), self.region(region))
    }

    /// Several targets in few words: whole stages are counted, single ones named.
    pub fn targets(&self, lang: Lang, all: &[TargetView], chosen: &[usize]) -> String {
        let mut parts = Vec::new();
        let chosen: Vec<&TargetView> = chosen.iter().filter_map(|place| all.get(*place)).collect();
        for band in chosen.chunk_by(|a, b| a.stage == b.stage) {
            let Some(first) = band.first() else { continue };
            let stage = names::stage(lang, &first.stage);
            let whole = all.iter().filter(|target| target.stage == first.stage).count();
            if whole == band.len() && whole > 1 {
                parts.push(format!("{stage} ×{whole}"));
            } else {
                let regions: Vec<String> = band.iter().map(|target| self.region(&target.region)).collect();
                parts.push(format!("{stage} {}", regions.join(", ")));
            }
        }
        parts.join(" · ")
    }
}

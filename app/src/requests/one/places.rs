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
    pub fn region(&self, lang: Lang, region: &RegionName) -> String {
        let title = self.titles.get(region.as_str()).map_or(region.as_str(), String::as_str);
        names::region(lang, region, title)
    }

    pub fn needs_approval(&self, stage: &StageName) -> bool {
        self.approved.contains(stage.as_str())
    }

    /// "prod · Seoul".
    pub fn target(&self, lang: Lang, stage: &StageName, region: &RegionName) -> String {
        format!("{} · {}", names::stage(lang, stage), self.region(lang, region))
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
                let regions: Vec<String> =
                    band.iter().map(|target| self.region(lang, &target.region)).collect();
                parts.push(format!("{stage} {}", regions.join(", ")));
            }
        }
        parts.join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requests::one::example;

    #[test]
    fn regions_are_called_as_people_call_them_in_both_languages() {
        let request = example::request(&[
            ("dev", "us-east-1", "planned"),
            ("dev", "moon-1", "planned"),
            ("prod", "us-east-1", "planned"),
        ]);
        let titles = [("us-east-1".to_owned(), "N. Virginia".to_owned())].into();
        let places = Places { titles, ..Places::default() };
        let told = |lang, chosen: &[usize]| places.targets(lang, &request.targets, chosen);
        assert_eq!(told(Lang::En, &[0, 2]), "dev N. Virginia · prod N. Virginia");
        assert_eq!(told(Lang::Ko, &[0, 2]), "개발 버지니아 북부 · 상용 버지니아 북부");
        assert_eq!(told(Lang::Ko, &[0, 1]), "개발 ×2");
        assert_eq!(told(Lang::Ko, &[1]), "개발 moon-1", "what nobody has named keeps its code");
    }
}

//! How far regions are from where the portal runs, which is home: how long their cloud takes to answer it.

use crate::Portal;
use domain::names::RegionName;
use std::collections::BTreeMap;

/// After so long it is measured anew when somebody looks.
const FRESH_MILLIS: i64 = 60_000;
const SHOWN_MILLIS: i64 = 10 * 60_000;

impl Portal {
    /// Milliseconds to each region that answered lately.
    pub(super) fn distances(&self) -> BTreeMap<RegionName, f64> {
        let now = self.now();
        let mut known = BTreeMap::new();
        for rules in self.rules.regions.iter().filter(|rules| !rules.home) {
            if let Some(Some(millis)) = self.numbers.distances.get(&rules.name, now, SHOWN_MILLIS) {
                known.insert(rules.name.clone(), millis);
            }
            if self.numbers.distances.take_turn(&rules.name, now, FRESH_MILLIS) {
                let (portal, region) = (self.clone(), rules.name.clone());
                tokio::spawn(async move { portal.measure_distance(&region).await });
            }
        }
        known
    }

    /// A region that does not answer is not near: then nothing is known.
    async fn measure_distance(&self, region: &RegionName) {
        let Some(stage) = self.rules.stages.last() else { return };
        let place = self.place(&stage.name, region);
        let asked = self.now();
        let answer = self.cloud.ping(&place).await;
        let now = self.now();
        let millis = answer.is_ok().then(|| now.since(asked).max(0) as f64);
        if self.numbers.distances.put(region, millis, now) {
            self.numbers.changed(now);
        }
    }
}

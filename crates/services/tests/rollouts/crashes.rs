//! Whatever instant the process dies at: nothing is started twice, nothing is missing, no wave opens early.

use crate::support::{Dice, HOME, World, lanes};
use domain::rollout::RolloutStatus;
use simulated::{PipelineFault, PipelineRule, PipelineTiming};
use std::collections::BTreeMap;
use std::time::Duration;

/// Rounds are seeded by their numbers; this many run in the tests.
fn rounds() -> u64 {
    std::env::var("SLIPWAY_CHAOS_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

#[tokio::test]
async fn a_crash_at_any_instant_changes_nothing_of_what_happens() {
    for seed in 0..rounds() {
        let mut dice = Dice(seed);
        let mut world = World::declaring(crate::support::DECLARATION, seed).await;
        let (listed, takes) = (dice.roll(3_000), dice.roll(5_000));
        world.pipelines.set_timing(PipelineTiming {
            listed_after: Duration::from_millis(listed),
            takes: Duration::from_millis(takes),
            ..PipelineTiming::default()
        });
        world.release("1.0.0").await;
        let rollout = world.start("dev", "1.0.0").await;
        world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearAfter).with_probability(0.2));
        world.pipelines.inject(PipelineRule::new(PipelineFault::UnclearBefore).with_probability(0.1));
        let crashes = world.live_through(&rollout.id, &mut dice, 60).await;
        let view = world.look(&rollout.id).await;
        assert_eq!(view.status, RolloutStatus::Succeeded, "seed {seed}: {:?}", lanes(&view));
        let mut starts: BTreeMap<String, usize> = BTreeMap::new();
        for run in world.pipelines.started() {
            *starts.entry(run.dispatch.inputs["region"].clone()).or_default() += 1;
        }
        assert_eq!(starts.len(), 4, "seed {seed}");
        assert!(starts.values().all(|count| *count == 1), "seed {seed}, {crashes} crashes: {starts:?}");
        assert_eq!(world.pipelines.started()[0].dispatch.inputs["region"], HOME, "seed {seed}");
        assert!(view.waves[1].opened_at >= view.waves[0].done_at, "seed {seed}");
    }
}

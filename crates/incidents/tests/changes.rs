//! The ranking of causes, held against incidents whose cause is known.

use domain::health::culprit::rank;
use incidents::Quarry;

/// None of these was looked at while the ranking was made.
const SEEDS: [u64; 4] = [8_675_309, 271_828, 1_618_033, 42];
const INCIDENTS: usize = 400;
const CHANGES: usize = 250;

/// How many causes came first, and among the first three.
fn hits(seed: u64, tell: bool) -> (usize, usize) {
    let mut quarry = Quarry::open(seed);
    let (mut first, mut third) = (0, 0);
    for _ in 0..INCIDENTS {
        let incident = quarry.incident(CHANGES);
        let ranked =
            rank(&incident.symptom, &incident.changes, &quarry.company.dependencies, &quarry.company.history);
        let place = ranked.iter().position(|ranked| ranked.change.id == incident.culprit);
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        if tell && place != Some(0) {
            println!("{place:?}: {}; first: {:?}", incident.story, ranked[0].evidence);
        }
    }
    (first, third)
}

/// Set `SEED` to try another one; it then also tells what was missed.
#[test]
fn four_causes_in_five_come_first_and_almost_all_among_three() {
    let chosen = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = chosen.map_or(SEEDS.to_vec(), |seed: u64| vec![seed]);
    for seed in seeds {
        let (first, third) = hits(seed, chosen.is_some());
        println!("seed {seed}: {first} of {INCIDENTS} first, {third} among three");
        assert!(first * 100 >= INCIDENTS * 80, "seed {seed}: {first} of {INCIDENTS} first");
        assert!(third * 100 >= INCIDENTS * 95, "seed {seed}: {third} of {INCIDENTS} among three");
    }
}

#[test]
fn a_seed_makes_the_same_incidents_again() {
    let make = || {
        let mut quarry = Quarry::open(7);
        (0..5)
            .map(|_| quarry.incident(20))
            .map(|incident| (incident.culprit, incident.symptom))
            .collect::<Vec<_>>()
    };
    assert_eq!(make(), make());
}

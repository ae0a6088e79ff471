//! The search for limits, held against days whose limit is known.

use domain::health::bottleneck::{Limit, advise};
use incidents::limits::{healthy, healthy_sorts, limited, needed};

/// None of these was looked at while the search was made.
const SEEDS: [u64; 3] = [8_675_309, 5_772_156, 99];
const DAYS: u64 = 40;

fn first_seed() -> (Vec<u64>, bool) {
    let chosen = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    (chosen.map_or(SEEDS.to_vec(), |seed| vec![seed]), chosen.is_some())
}

/// Set `SEED` to try another one; it then also tells what was missed.
#[test]
fn nine_limits_in_ten_are_named() {
    let limits: Vec<Limit> = Limit::OWN.into_iter().chain([needed()]).collect();
    let (seeds, tell) = first_seed();
    for seed in seeds {
        let (mut right, mut all) = (0, 0);
        for limit in &limits {
            let named = (0..DAYS).filter(|day| {
                let trouble = limited(limit, seed.wrapping_mul(1_000).wrapping_add(*day));
                let advice = advise(&trouble.observed);
                let right = advice.as_ref().map(|advice| &advice.limit) == Some(limit);
                if tell && !right {
                    println!("{}: {:?}", trouble.story, advice.map(|advice| advice.limit));
                }
                right
            });
            let named = named.count();
            println!("seed {seed}: {named} of {DAYS} for {limit:?}");
            (right, all) = (right + named, all + DAYS as usize);
        }
        assert!(right * 100 >= all * 90, "seed {seed}: {right} of {all}");
    }
}

#[test]
fn healthy_days_get_no_advice() {
    let (seeds, tell) = first_seed();
    for seed in seeds {
        let mut wrong = 0;
        for sort in 0..healthy_sorts() {
            for day in 0..DAYS {
                let trouble = healthy(sort, seed.wrapping_mul(1_000).wrapping_add(day));
                if let Some(advice) = advise(&trouble.observed) {
                    wrong += 1;
                    if tell {
                        println!("{}: {:?}", trouble.story, advice.limit);
                    }
                }
            }
        }
        println!("seed {seed}: {wrong} wrong alarms in {} days", healthy_sorts() as u64 * DAYS);
        assert_eq!(wrong, 0, "seed {seed}");
    }
}

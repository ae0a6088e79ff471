use super::{MINUTE, PARIS, SEOUL, region, service};
use domain::Timestamp;
use domain::metric::Window;
use domain::names::{RegionName, ServiceName};

/// Steps of the stretch of time that the story tells of.
const MINUTES: i64 = 8;

/// How one service fared in one region for a minute.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    pub region: RegionName,
    pub service: ServiceName,
    /// The beginning of the minute.
    pub at: Timestamp,
    /// So many requests that took so many milliseconds each, quickest first.
    pub requests: Vec<(u32, f64)>,
    /// How many of them failed.
    pub failed: u32,
    /// Share of the processors in use; not a number where the service could not tell.
    pub cpu: f64,
    /// The service was started anew just before, so that what it counts begins at nothing.
    pub restarted: bool,
}

impl Minute {
    pub fn count(&self) -> u32 {
        self.requests.iter().map(|(count, _)| count).sum()
    }
}

/// The stretch, which ended ten minutes before `now`.
pub(super) fn window(now: Timestamp) -> Window {
    let until = Timestamp(now.0.div_euclid(MINUTE) * MINUTE - 10 * MINUTE);
    Window { from: until.plus_millis(-MINUTES * MINUTE), until, step_millis: MINUTE }
}

/// What happened, oldest first. Some of it is told by a clock that is ahead of `now`.
pub fn story(now: Timestamp) -> Vec<Minute> {
    let window = window(now);
    let seoul = |step: i64, requests: &[(u32, f64)], failed, cpu| Minute {
        region: region(SEOUL),
        service: service("live-api"),
        at: window.from.plus_millis(step * MINUTE),
        requests: requests.to_vec(),
        failed,
        cpu,
        restarted: false,
    };
    let paris = Minute { region: region(PARIS), ..seoul(0, &[(60, 900.0)], 60, 0.125) };
    let flawless = Minute { service: service("player"), ..seoul(0, &[(60, 50.0)], 0, 0.125) };
    let ahead = Minute { service: service("hasty"), ..seoul(0, &[(60, 50.0)], 0, 0.125) };
    vec![
        seoul(0, &[(600, 100.0)], 6, 0.25),
        paris,
        flawless,
        seoul(1, &[(1200, 200.0)], 0, 0.5),
        // Nothing at all was measured in the minutes 2 and 3.
        seoul(4, &[(60, 300.0)], 30, f64::NAN),
        Minute { restarted: true, ..seoul(5, &[(120, 100.0)], 0, 0.5) },
        seoul(6, &[], 0, 0.75),
        seoul(7, &[(900, 100.0), (80, 400.0), (20, 1000.0)], 0, 1.0),
        Minute { at: window.until.plus_millis(9 * MINUTE), ..ahead.clone() },
        Minute { at: window.until.plus_millis(15 * MINUTE), ..ahead },
    ]
}

//! What happened when, as far as a rollout remembers it: a lane keeps its last turn only, so a deployment is drawn from
//! the opening of its wave. What is still to come follows, where it can be told.

use domain::Timestamp;
use domain::names::RegionName;
use domain::request::TargetState;
use domain::rollout::{CarriedTarget, Expected, ExpectedStep, LaneState, Replica};
use domain::view::{LaneView, RolloutView, WaveView};

/// What was done in a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    Copy,
    /// Its environment was changed.
    Environment,
    Deploy,
    Verify,
    Failed,
    /// Until the next wave may open.
    Soak,
}

impl Bar {
    /// The class that gives pattern and colour.
    pub fn class(self) -> &'static str {
        match self {
            Bar::Copy => "copy-bar",
            Bar::Environment => "environment-bar",
            Bar::Deploy => "deploy-bar",
            Bar::Verify => "verify-bar",
            Bar::Failed => "failed-bar",
            Bar::Soak => "soak-bar",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub bar: Bar,
    pub from: Timestamp,
    pub until: Timestamp,
    /// It has not happened yet.
    pub ahead: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub region: RegionName,
    pub spans: Vec<Span>,
}

/// The stretch of time that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    pub from: Timestamp,
    pub until: Timestamp,
    /// `None` when everything is past.
    now: Option<Timestamp>,
}

impl Axis {
    /// Left edge and width in percent of the whole.
    pub fn place(&self, from: Timestamp, until: Timestamp) -> (f64, f64) {
        let (left, right) = (self.percent(from), self.percent(until));
        // What took no time is still seen.
        (left, (right - left).max(0.4))
    }

    #[cfg(test)]
    pub fn over(from: Timestamp, until: Timestamp) -> Self {
        Axis { from, until, now: None }
    }

    /// Where a moment stands, in percent; `None` outside.
    pub fn position(&self, at: Timestamp) -> Option<f64> {
        (self.from <= at && at <= self.until).then(|| self.percent(at))
    }

    pub fn present(&self) -> Option<f64> {
        self.now.map(|now| self.percent(now))
    }

    /// Nothing that is known lies ahead.
    pub fn ends_now(&self) -> bool {
        self.now == Some(self.until)
    }

    fn percent(&self, at: Timestamp) -> f64 {
        let whole = self.until.since(self.from).max(1) as f64;
        (at.since(self.from) as f64 * 100.0 / whole).clamp(0.0, 100.0)
    }
}

/// A row for each region, from the start to the present or to the end.
pub fn spans(rollout: &RolloutView, now: Timestamp) -> (Axis, Vec<Row>) {
    let open = rollout.status.open();
    let end = if open { now } else { rollout.updated_at };
    let rows: Vec<Row> = rollout
        .waves
        .iter()
        .flat_map(|wave| wave.lanes.iter().map(move |lane| row(lane, wave, rollout, end)))
        .collect();
    let expected = rollout.forecast.as_ref().map(|forecast| forecast.until);
    let last = rows.iter().flat_map(|row| &row.spans).map(|span| span.until).max();
    let until = last.into_iter().chain(expected).chain([end]).max().unwrap_or(end);
    (Axis { from: rollout.created_at, until, now: open.then_some(now) }, rows)
}

fn row(lane: &LaneView, wave: &WaveView, rollout: &RolloutView, end: Timestamp) -> Row {
    let copied = match &lane.lane.replica {
        Replica::Confirmed { at } => *at,
        _ => end,
    };
    let mut spans = vec![Span { bar: Bar::Copy, from: rollout.created_at, until: copied, ahead: false }];
    let changed = target(rollout, lane).and_then(|target| environment(target, end));
    if let Some(opened) = wave.opened_at {
        let begun = changed.as_ref().map_or(opened, |span| span.until.max(opened));
        spans.extend(turn(lane.state(), begun, end));
    }
    spans.extend(changed);
    spans.extend(soak(wave, rollout));
    let ahead = rollout.forecast.iter().flat_map(|forecast| forecast.of_region(&lane.lane.region));
    spans.extend(ahead.map(|expected| ahead_of(*expected)));
    Row { region: lane.lane.region.clone(), spans }
}

fn ahead_of(expected: Expected) -> Span {
    let bar = match expected.step {
        ExpectedStep::Deploy => Bar::Deploy,
        ExpectedStep::Verify => Bar::Verify,
        ExpectedStep::Soak => Bar::Soak,
    };
    Span { bar, from: expected.from, until: expected.until, ahead: true }
}

/// What is carried for a lane's region.
pub fn target<'a>(rollout: &'a RolloutView, lane: &LaneView) -> Option<&'a CarriedTarget> {
    rollout.carried.as_ref()?.carried.targets.get(&lane.lane.region)
}

fn environment(target: &CarriedTarget, end: Timestamp) -> Option<Span> {
    let from = target.began_at?;
    let (bar, until) = match &target.state {
        TargetState::Succeeded { at, .. } | TargetState::Cancelled { at } => (Bar::Environment, *at),
        TargetState::Failed { at, .. } | TargetState::Errored { at, .. } => (Bar::Failed, *at),
        _ => (Bar::Environment, end),
    };
    Some(Span { bar, from, until, ahead: false })
}

fn turn(state: &LaneState, opened: Timestamp, end: Timestamp) -> Vec<Span> {
    let span = |bar, from, until| Span { bar, from, until, ahead: false };
    match state {
        LaneState::Deploying { since, .. } => vec![span(Bar::Deploy, *since, end)],
        LaneState::Verifying { since, .. } => {
            vec![span(Bar::Deploy, opened, *since), span(Bar::Verify, *since, end)]
        }
        LaneState::Succeeded { at, .. } => vec![span(Bar::Deploy, opened, *at)],
        LaneState::Failed { at, .. } | LaneState::Errored { at, .. } => vec![span(Bar::Failed, opened, *at)],
        LaneState::Pending
        | LaneState::Provisioning { .. }
        | LaneState::Skipped { .. }
        | LaneState::Aborted { .. } => Vec::new(),
    }
}

/// Nothing soaks after the last wave, nor on the way back.
fn soak(wave: &WaveView, rollout: &RolloutView) -> Option<Span> {
    let last = rollout.waves.last().is_some_and(|last| last.name == wave.name);
    let back = matches!(rollout.kind, domain::rollout::Kind::Rollback { .. });
    let rules = rollout.strategy.waves.iter().find(|rules| rules.name == wave.name)?;
    let from = wave.done_at.filter(|_| rules.soak_seconds > 0 && !last && !back)?;
    let until = from.plus_millis(i64::from(rules.soak_seconds) * 1_000);
    Some(Span { bar: Bar::Soak, from, until, ahead: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Timestamp = Timestamp(1_000);

    #[test]
    fn places_are_parts_of_the_whole_and_never_outside_it() {
        let axis = Axis { from: FROM, until: FROM.plus_millis(1_000), now: Some(FROM.plus_millis(500)) };
        assert_eq!(axis.place(FROM, FROM.plus_millis(250)), (0.0, 25.0));
        assert_eq!(axis.place(FROM.plus_millis(-5), FROM.plus_millis(9_000)), (0.0, 100.0));
        assert_eq!(axis.present(), Some(50.0));
        let (_, width) = axis.place(FROM, FROM);
        assert!(width > 0.0, "what took no time is still seen");
        let instant = Axis { from: FROM, until: FROM, now: None };
        assert!(instant.place(FROM, FROM).0.is_finite());
    }

    #[test]
    fn what_is_expected_is_told_from_what_happened() {
        let until = FROM.plus_millis(60);
        let span = ahead_of(Expected { step: ExpectedStep::Verify, from: FROM, until });
        assert_eq!(span, Span { bar: Bar::Verify, from: FROM, until, ahead: true });
        assert!(turn(&LaneState::Succeeded { at: until, run: None }, FROM, until).iter().all(|it| !it.ahead));
    }

    #[test]
    fn a_turn_is_drawn_as_far_as_it_is_known() {
        let (opened, end) = (FROM, FROM.plus_millis(900));
        let since = FROM.plus_millis(300);
        let verifying = LaneState::Verifying { since, passes: 0, run: None };
        let bars: Vec<Bar> = turn(&verifying, opened, end).into_iter().map(|span| span.bar).collect();
        assert_eq!(bars, [Bar::Deploy, Bar::Verify]);
        assert_eq!(turn(&LaneState::Pending, opened, end), []);
    }
}

//! How a region was over time, worked out from the changes of its placements.

use super::{Health, HealthChange, HealthState, Placement, PlacementHealth};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A stretch of time in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateSpan {
    pub from: Timestamp,
    pub until: Timestamp,
    pub state: HealthState,
}

/// What a placement says of its region; `None`: nothing.
type Voice = Option<HealthState>;

fn voice(health: &Health) -> Voice {
    health.reason.counts().then_some(health.state)
}

/// The states that placements had together. `changes` may hold changes from before `from`: they tell how it was then.
/// Before the first one of a placement that is known by its present state alone, it is taken to have said nothing.
pub fn timeline<'a>(
    placements: impl IntoIterator<Item = &'a PlacementHealth>,
    changes: &[&HealthChange],
    from: Timestamp,
    until: Timestamp,
) -> Vec<StateSpan> {
    let mut moves = moves(placements, changes);
    moves.sort_by_key(|(at, ..)| *at);
    let mut voices = Voices::default();
    let mut spans = Vec::new();
    let mut moves = moves.into_iter().peekable();
    while let Some((_, before, after)) = moves.next_if(|(at, ..)| *at <= from) {
        voices.change(before, after);
    }
    push(&mut spans, from, voices.state());
    for (at, before, after) in moves.take_while(|(at, ..)| *at < until) {
        voices.change(before, after);
        push(&mut spans, at, voices.state());
    }
    close(&mut spans, until);
    spans
}

/// When each placement begins to say something else.
fn moves<'a>(
    placements: impl IntoIterator<Item = &'a PlacementHealth>,
    changes: &[&HealthChange],
) -> Vec<(Timestamp, Voice, Voice)> {
    let mut of_each: BTreeMap<&Placement, Vec<(Timestamp, Voice)>> = BTreeMap::new();
    for change in changes {
        of_each.entry(&change.placement).or_default().push((change.at, voice(&change.health)));
    }
    for PlacementHealth { placement, health, .. } in placements {
        // Its present state holds since then, also when its history is gone or lies before what was asked for.
        of_each.entry(placement).or_default().push((health.since, voice(health)));
    }
    let mut moves = Vec::new();
    for mut heard in of_each.into_values() {
        heard.sort_by_key(|(at, _)| *at);
        let mut before = None;
        for (at, after) in heard {
            if after != before {
                moves.push((at, before, after));
                before = after;
            }
        }
    }
    moves
}

/// How many placements say what.
#[derive(Default)]
struct Voices([u32; HealthState::ALL.len()]);

impl Voices {
    fn change(&mut self, before: Voice, after: Voice) {
        if let Some(before) = before {
            self.0[before as usize] = self.0[before as usize].saturating_sub(1);
        }
        if let Some(after) = after {
            self.0[after as usize] += 1;
        }
    }

    /// The worst that is said; silence is no health.
    fn state(&self) -> HealthState {
        let said = HealthState::ALL.into_iter().rev().find(|state| self.0[*state as usize] > 0);
        said.unwrap_or(HealthState::NoData)
    }
}

/// Begins a span, unless the state stays or was over at once.
fn push(spans: &mut Vec<StateSpan>, at: Timestamp, state: HealthState) {
    close(spans, at);
    if spans.last().is_none_or(|last| last.state != state) {
        spans.push(StateSpan { from: at, until: at, state });
    }
}

fn close(spans: &mut Vec<StateSpan>, at: Timestamp) {
    if let Some(last) = spans.last_mut() {
        last.until = at;
        if last.from == at {
            spans.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::region::tests::{is, placement};
    use super::*;
    use crate::health::HealthReason;
    use HealthState::{Degraded, Healthy, NoData, Unhealthy};

    const WELL: HealthReason = HealthReason::Well { locations: 3 };

    fn change(service: &str, at: i64, state: HealthState) -> HealthChange {
        let health = is(service, state, at, WELL).health;
        HealthChange { placement: placement(service), at: Timestamp(at), health }
    }

    fn told(placements: &[PlacementHealth], changes: &[HealthChange]) -> Vec<(i64, i64, HealthState)> {
        let spans = timeline(placements, &changes.iter().collect::<Vec<_>>(), Timestamp(100), Timestamp(200));
        spans.iter().map(|span| (span.from.0, span.until.0, span.state)).collect()
    }

    #[test]
    fn the_worst_of_all_placements_is_drawn() {
        let now = [is("a", Healthy, 150, WELL), is("b", Healthy, 20, WELL)];
        let changes = [
            change("a", 10, Healthy),
            change("a", 120, Unhealthy),
            change("a", 140, Degraded),
            change("a", 150, Healthy),
        ];
        assert_eq!(
            told(&now, &changes),
            [(100, 120, Healthy), (120, 140, Unhealthy), (140, 150, Degraded), (150, 200, Healthy)]
        );
    }

    #[test]
    fn nothing_known_is_drawn_as_nothing_known() {
        assert_eq!(told(&[], &[]), [(100, 200, NoData)]);
        let unmeasured = [is("a", NoData, 1, HealthReason::NothingMeasured)];
        assert_eq!(told(&unmeasured, &[]), [(100, 200, NoData)]);
        let new = [is("a", Healthy, 130, WELL)];
        assert_eq!(told(&new, &[]), [(100, 130, NoData), (130, 200, Healthy)]);
        let beside = [is("a", Healthy, 50, WELL), unmeasured[0].clone()];
        assert_eq!(told(&beside, &[]), [(100, 200, Healthy)]);
    }

    #[test]
    fn what_is_over_at_once_leaves_no_span() {
        let now = [is("a", Healthy, 120, WELL)];
        let changes = [change("a", 10, Healthy), change("a", 120, Unhealthy), change("a", 120, Healthy)];
        assert_eq!(told(&now, &changes), [(100, 200, Healthy)]);
    }
}

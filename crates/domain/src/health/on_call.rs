//! Who is on call: the rotation of a team.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Nobody's turn begins so often that more have to be looked at.
const MOST_AHEAD: usize = 20;

/// A team's rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rotation {
    /// One after the other, each for equally long. `starts` are the beginnings of the first turns, as the clocks of the
    /// team's zone give them.
    Turns { people: Vec<String>, starts: Vec<Timestamp> },
    /// As a calendar has it.
    Shifts(Vec<Shift>),
}

/// One entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    pub from: Timestamp,
    pub until: Timestamp,
    /// A sign-in name, a name, or both, as people write them into a calendar.
    pub who: String,
}

/// Whose turn it is, and who comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who is called first; in a calendar there may be several at once.
    pub now: Vec<String>,
    /// Who is called when they do not answer, in this order.
    pub then: Vec<String>,
    pub until: Option<Timestamp>,
}

impl Rotation {
    /// Whose turn it is at a moment.
    pub fn at(&self, now: Timestamp) -> Turn {
        match self {
            Rotation::Turns { people, starts } => turns(people, starts, now),
            Rotation::Shifts(shifts) => shifts_at(shifts, now),
        }
    }
}

fn turns(people: &[String], starts: &[Timestamp], now: Timestamp) -> Turn {
    let begun = starts.partition_point(|start| *start <= now);
    let Some(current) = begun.checked_sub(1).filter(|_| !people.is_empty()) else { return Turn::default() };
    let turn = |place: usize| people[(current + place) % people.len()].clone();
    Turn {
        now: vec![turn(0)],
        then: (1..people.len()).map(turn).collect(),
        until: starts.get(begun).copied(),
    }
}

fn shifts_at(shifts: &[Shift], now: Timestamp) -> Turn {
    let mut sorted: Vec<&Shift> = shifts.iter().filter(|shift| shift.until > now).collect();
    sorted.sort();
    let (present, ahead): (Vec<_>, Vec<_>) = sorted.into_iter().partition(|shift| shift.from <= now);
    let mut turn = Turn { until: present.iter().map(|shift| shift.until).min(), ..Turn::default() };
    for shift in present {
        if !turn.now.contains(&shift.who) {
            turn.now.push(shift.who.clone());
        }
    }
    for shift in ahead.into_iter().take(MOST_AHEAD) {
        if !turn.now.contains(&shift.who) && !turn.then.contains(&shift.who) {
            turn.then.push(shift.who.clone());
        }
    }
    turn
}

impl Turn {
    /// Who is called in the round after so many: first those whose turn it is, then the others one by one, then all
    /// over again.
    pub fn round(&self, rounds: usize) -> Vec<String> {
        let all = 1 + self.then.len();
        match rounds % all {
            0 => self.now.clone(),
            later => self.then.get(later - 1).cloned().into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn turns_follow_each_other() {
        let starts = (0..8).map(|week| Timestamp(week * 7 * DAY)).collect();
        let rotation = Rotation::Turns { people: names(&["mina", "jin", "sora"]), starts };
        let table = [
            (-1, [].as_slice(), [].as_slice()),
            (0, &["mina"], &["jin", "sora"]),
            (7 * DAY - 1, &["mina"], &["jin", "sora"]),
            (7 * DAY, &["jin"], &["sora", "mina"]),
            (30 * DAY, &["jin"], &["sora", "mina"]),
        ];
        for (at, now, then) in table {
            let turn = rotation.at(Timestamp(at));
            assert_eq!((turn.now, turn.then), (names(now), names(then)), "at {at}");
        }
    }

    #[test]
    fn a_calendar_says_who_and_who_next() {
        let shift = |who: &str, from, until| Shift {
            who: who.to_owned(),
            from: Timestamp(from * DAY),
            until: Timestamp(until * DAY),
        };
        let rotation = Rotation::Shifts(vec![
            shift("jin", 7, 14),
            shift("mina", 0, 7),
            shift("lee", 3, 5),
            shift("mina", 14, 21),
            shift("sora", 21, 28),
        ]);
        let at = |day| rotation.at(Timestamp(day * DAY));
        assert_eq!((at(1).now, at(1).then), (names(&["mina"]), names(&["lee", "jin", "sora"])));
        assert_eq!((at(4).now, at(4).until), (names(&["mina", "lee"]), Some(Timestamp(5 * DAY))));
        assert_eq!(at(7).now, names(&["jin"]));
        assert_eq!(at(40), Turn::default());
    }

    #[test]
    fn whoever_does_not_answer_is_followed_by_the_next() {
        let turn = Turn { now: names(&["mina", "lee"]), then: names(&["jin", "sora"]), until: None };
        let rounds: Vec<_> = (0..5).map(|round| turn.round(round)).collect();
        assert_eq!(
            rounds,
            [
                names(&["mina", "lee"]),
                names(&["jin"]),
                names(&["sora"]),
                names(&["mina", "lee"]),
                names(&["jin"])
            ]
        );
        assert_eq!(Turn::default().round(3), names(&[]));
    }
}

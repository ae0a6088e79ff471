//! Reading a team's on-call rotation from a YAML file.
//!
//! ```yaml
//! people: [mina, jin, sora]
//! from: 2026-11-02T09:00
//! every: 7d
//! zone: Asia/Seoul
//! ```

use super::document::document;
use super::read::{Place, Result};
use domain::Timestamp;
use domain::health::on_call::Rotation;
use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const MOST_PEOPLE: usize = 200;
/// More turns than this since the first one are a mistake.
const MOST_TURNS: usize = 50_000;

/// The rotation as the file has it, or what is wrong with it and where.
pub(crate) fn rotation(text: &str, now: Timestamp) -> std::result::Result<Rotation, String> {
    let tree = document(text)?;
    read(&Place::root(&tree.value), now).map_err(|mistake| mistake.told(&tree.root))
}

fn read(root: &Place<'_>, now: Timestamp) -> Result<Rotation> {
    let fields = root.map()?;
    fields.only(&["people", "from", "every", "zone"])?;
    let people = fields.required("people")?;
    let names: Vec<String> = people.list()?.iter().map(Place::text).collect::<Result<_>>()?;
    if names.is_empty() || names.len() > MOST_PEOPLE {
        return Err(people.says(&format!("must name 1 to {MOST_PEOPLE} people")));
    }
    let zone = match fields.get("zone") {
        None => TimeZone::UTC,
        Some(place) => {
            let name = place.text()?;
            TimeZone::get(&name).map_err(|_| place.says("must be a time zone such as Asia/Seoul"))?
        }
    };
    let from = fields.required("from")?;
    let first: DateTime =
        from.text()?.parse().map_err(|_| from.says("must be a time such as 2026-11-02T09:00"))?;
    let every = fields.required("every")?;
    let starts = starts(first, days(&every)?, &zone, now);
    match starts.len() < MOST_TURNS {
        true => Ok(Rotation::Turns { people: names, starts }),
        false => Err(from.says("lies too far back for such short turns")),
    }
}

/// `7d`, `2w`
fn days(place: &Place<'_>) -> Result<i64> {
    let text = place.text()?;
    let (digits, factor) = match text.strip_suffix('w') {
        Some(digits) => (digits, 7),
        None => (text.strip_suffix('d').unwrap_or_default(), 1),
    };
    let days = digits.trim().parse::<i64>().ok().filter(|days| (1..=366).contains(days));
    days.map(|days| days * factor).ok_or_else(|| place.says("must be days or weeks such as 7d or 2w"))
}

/// The beginnings of all turns until the next one, as the clocks of the zone show them.
fn starts(first: DateTime, days: i64, zone: &TimeZone, now: Timestamp) -> Vec<Timestamp> {
    let begins = std::iter::successors(Some(first), |at| at.checked_add(days.days()).ok());
    let moments = begins.filter_map(|at| {
        Some(Timestamp(at.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_millisecond()))
    });
    let mut found = Vec::new();
    for at in moments.take(MOST_TURNS) {
        found.push(at);
        if at > now {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "people: [mina, jin, sora]\nfrom: 2026-10-19T09:00\nevery: 7d\nzone: Europe/Paris\n";

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond())
    }

    #[test]
    fn turns_begin_as_the_clocks_of_the_zone_show() {
        let who = |now: &str| rotation(GOOD, at(now)).expect("a rotation").at(at(now)).now;
        assert_eq!(who("2026-10-19T07:00:00Z"), ["mina"]);
        assert_eq!(who("2026-10-26T07:59:00Z"), ["mina"], "the clocks of Paris went back on 25 October");
        assert_eq!(who("2026-10-26T08:00:00Z"), ["jin"]);
        assert_eq!(who("2026-11-09T08:00:00Z"), ["mina"]);
        assert_eq!(who("2026-10-01T00:00:00Z"), [""; 0]);
    }

    #[test]
    fn the_sandboxs_rotations_hold_at_any_time() {
        let streaming = include_str!("../../../sandbox/on-call/streaming.yaml");
        let platform = include_str!("../../../sandbox/on-call/platform.yaml");
        for now in
            ["2020-01-06T00:00:00Z", "2026-11-27T05:00:00Z", "2026-12-07T00:00:00Z", "2099-06-01T00:00:00Z"]
        {
            let turn = |file: &str| rotation(file, at(now)).expect("a rotation").at(at(now));
            let mut all = [turn(streaming).now, turn(streaming).then].concat();
            assert!(turn(streaming).until.is_some_and(|until| until > at(now)), "{now}");
            all.sort();
            assert_eq!(all, ["developer", "lead", "oncall"], "{now}");
            assert_eq!(turn(platform).now, ["admin"], "{now}");
        }
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let bad =
            |from: &str, to: &str| rotation(&GOOD.replace(from, to), Timestamp(0)).expect_err("refused");
        assert!(bad("[mina, jin, sora]", "[]").starts_with("line 1, column 9: people must name"));
        assert!(bad("7d", "0d").contains("every must be days"));
        assert!(bad("7d", "often").contains("every must be days"));
        assert!(bad("Europe/Paris", "Mars").contains("zone must be a time zone"));
        assert!(bad("2026-10-19T09:00", "Monday").contains("from must be a time"));
        assert!(bad("every: 7d\n", "").contains("every is missing"));
        assert!(rotation("<html>", Timestamp(0)).is_err());
    }
}

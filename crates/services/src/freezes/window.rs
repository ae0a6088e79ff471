//! One freeze window: when it holds what.

use super::zones::zone_of;
use domain::Timestamp;
use domain::freeze::{Freeze, WindowKind};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// One window, once or every week.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct FreezeWindow {
    pub kind: WindowKind,
    /// What people call it.
    pub title: String,
    /// `None`: it holds everybody's rollouts.
    pub(super) team: Option<TeamName>,
    /// Empty: all of the team's services.
    pub(super) services: Vec<ServiceName>,
    /// Empty: every stage.
    pub(super) stages: Vec<StageName>,
    /// Empty: every region.
    pub(super) regions: Vec<RegionName>,
    /// `None`: each region's own.
    pub(super) zone: Option<TimeZone>,
    pub(super) when: When,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    Once {
        from: DateTime,
        until: DateTime,
    },
    /// It may reach over the end of the week.
    Weekly {
        from: Moment,
        until: Moment,
    },
}

/// A time of every week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    day: Weekday,
    time: Time,
}

/// As people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    kind: WindowKind,
    title: String,
    team: Option<TeamName>,
    #[serde(default)]
    services: Vec<ServiceName>,
    #[serde(default)]
    stages: Vec<StageName>,
    #[serde(default)]
    regions: Vec<RegionName>,
    zone: Option<String>,
    from: String,
    until: String,
}

/// What somebody wants to roll out, and where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Going<'a> {
    pub team: &'a TeamName,
    pub service: &'a ServiceName,
    pub stage: &'a StageName,
    pub region: &'a RegionName,
}

impl FreezeWindow {
    /// Until when the window holds this, if it does now.
    pub(crate) fn until(&self, going: Going<'_>, now: Timestamp) -> Option<Timestamp> {
        let meant = self.team.as_ref().is_none_or(|team| team == going.team)
            && (self.services.is_empty() || self.services.contains(going.service))
            && (self.stages.is_empty() || self.stages.contains(going.stage))
            && (self.regions.is_empty() || self.regions.contains(going.region));
        if !meant {
            return None;
        }
        let (from, until) = self.spans(going.region, now, now.plus_millis(1)).next()?;
        (from <= now).then_some(until)
    }

    /// Its times in a region that end after `after` and begin before `before`, the soonest first.
    pub(crate) fn spans(
        &self,
        region: &RegionName,
        after: Timestamp,
        before: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + use<> {
        let zone = self.zone.clone().unwrap_or_else(|| zone_of(region));
        let (first, step) = match &self.when {
            When::Once { from, until } => (Some((*from, *until)), None),
            When::Weekly { from, until } => (week(*from, *until, &zone, after), Some(7.days())),
        };
        let next = move |(from, until): &(DateTime, DateTime)| {
            Some((from.checked_add(step?).ok()?, until.checked_add(step?).ok()?))
        };
        let moments = std::iter::successors(first, next)
            .map_while(move |(from, until)| Some((instant(from, &zone)?, instant(until, &zone)?)));
        moments.take_while(move |(from, _)| *from < before).filter(move |(_, until)| *until > after)
    }

    /// When it is over for good, if it ever is.
    pub(super) fn ends(&self) -> Option<Timestamp> {
        let When::Once { until, .. } = &self.when else { return None };
        // Nowhere do clocks go further behind.
        let last = self.zone.clone().unwrap_or_else(|| TimeZone::fixed(jiff::tz::offset(-12)));
        instant(*until, &last)
    }

    pub(super) fn is_weekly(&self) -> bool {
        matches!(self.when, When::Weekly { .. })
    }

    pub(super) fn zone_name(&self) -> Option<String> {
        self.zone.as_ref()?.iana_name().map(str::to_owned)
    }
}

/// The week's window that began last.
fn week(from: Moment, until: Moment, zone: &TimeZone, now: Timestamp) -> Option<(DateTime, DateTime)> {
    let here = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned_datetime(zone.clone()).datetime();
    let back = i64::from(here.weekday().since(from.day));
    let began = here.date().checked_sub(back.days()).ok()?.to_datetime(from.time);
    let began = if began > here { began.checked_sub(7.days()).ok()? } else { began };
    let days = i64::from(until.day.since(from.day));
    let days = if days == 0 && until.time <= from.time { 7 } else { days };
    Some((began, began.date().checked_add(days.days()).ok()?.to_datetime(until.time)))
}

/// One that was made in the portal.
impl TryFrom<&Freeze> for FreezeWindow {
    type Error = String;

    fn try_from(freeze: &Freeze) -> Result<Self, String> {
        FreezeWindow::try_from(Written {
            kind: freeze.kind,
            title: freeze.title.clone(),
            team: freeze.team.clone(),
            services: freeze.services.clone(),
            stages: freeze.stages.clone(),
            regions: freeze.regions.clone(),
            zone: freeze.zone.clone(),
            from: freeze.from.clone(),
            until: freeze.until.clone(),
        })
    }
}

/// A wall clock's time as a moment. What a change of the clocks leaves out comes later; what it repeats is the first.
fn instant(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = at.to_zoned_datetime(zone.clone()).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

impl TryFrom<Written> for FreezeWindow {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let zone = written.zone.map(|name| {
            TimeZone::get(&name)
                .map_err(|_| format!("there is no time zone {name:?}; write one such as Asia/Seoul"))
        });
        let when = match (moment(&written.from), moment(&written.until)) {
            (Some(from), Some(until)) => When::Weekly { from, until },
            (None, None) => once(&written.from, &written.until)?,
            _ => return Err("from and until must both be dates, or both be days of the week".to_owned()),
        };
        Ok(FreezeWindow {
            kind: written.kind,
            title: written.title,
            team: written.team,
            services: written.services,
            stages: written.stages,
            regions: written.regions,
            zone: zone.transpose()?,
            when,
        })
    }
}

fn once(from: &str, until: &str) -> Result<When, String> {
    let read = |text: &str| {
        text.parse::<DateTime>()
            .map_err(|_| format!("{text:?} is neither like 2026-12-20T18:00 nor like Fri 18:00"))
    };
    let (from, until) = (read(from)?, read(until)?);
    match from < until {
        true => Ok(When::Once { from, until }),
        false => Err(format!("the window ends at {until}, before it begins at {from}")),
    }
}

/// `Fri 18:00`
fn moment(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once(' ')?;
    let day = match day.to_ascii_lowercase().as_str() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    };
    Some(Moment { day, time: time.trim().parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn window(value: serde_json::Value) -> FreezeWindow {
        serde_json::from_value(value).expect("a window")
    }

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond())
    }

    fn until(window: &FreezeWindow, stage: &str, region: &str, now: &str) -> Option<Timestamp> {
        let team = TeamName::parse("streaming").expect("a team");
        let (stage, region) = (StageName::parse(stage), RegionName::parse(region));
        let (stage, region) = (stage.expect("a stage"), region.expect("a region"));
        let service = ServiceName::parse("live-api").expect("a service");
        window.until(Going { team: &team, service: &service, stage: &stage, region: &region }, at(now))
    }

    #[test]
    fn a_window_holds_what_it_names_while_it_lasts() {
        let written = json!({"title": "Sale", "stages": ["prod"], "regions": ["us-east-1"], "zone": "Asia/Seoul",
                             "from": "2026-12-20T00:00", "until": "2027-01-02T09:00"});
        let sale = window(written.clone());
        let (inside, end) = ("2026-12-25T00:00:00Z", Some(at("2027-01-02T00:00:00Z")));
        assert_eq!(until(&sale, "prod", "us-east-1", inside), end);
        assert_eq!(until(&sale, "dev", "us-east-1", inside), None);
        for (services, holds) in [(json!(["live-api", "player"]), true), (json!(["player"]), false)] {
            let mut narrowed = written.clone();
            narrowed["services"] = services;
            assert_eq!(until(&window(narrowed), "prod", "us-east-1", inside).is_some(), holds);
        }
        assert_eq!(until(&sale, "prod", "eu-west-3", inside), None);
        assert_eq!(until(&sale, "prod", "us-east-1", "2026-12-19T14:59:59Z"), None);
        assert_eq!(until(&sale, "prod", "us-east-1", "2026-12-19T15:00:00Z"), end);
        assert_eq!(until(&sale, "prod", "us-east-1", "2027-01-02T00:00:00Z"), None);
    }

    #[test]
    fn a_weekly_window_follows_each_regions_clocks() {
        let weekend = window(json!({"title": "Weekend", "from": "Fri 18:00", "until": "Mon 09:00"}));
        // The clocks of New York went back on 1 November 2026, those of Paris forward on 29 March.
        for (region, now, end) in [
            ("ap-northeast-2", "2026-11-27T08:59:00Z", None),
            ("ap-northeast-2", "2026-11-27T09:00:00Z", Some("2026-11-30T00:00:00Z")),
            ("ap-northeast-2", "2026-11-29T23:59:00Z", Some("2026-11-30T00:00:00Z")),
            ("ap-northeast-2", "2026-11-30T00:00:00Z", None),
            ("us-east-1", "2026-10-31T12:00:00Z", Some("2026-11-02T14:00:00Z")),
            ("eu-west-3", "2026-03-28T12:00:00Z", Some("2026-03-30T07:00:00Z")),
        ] {
            assert_eq!(until(&weekend, "prod", region, now), end.map(at), "{region} {now}");
        }
    }

    #[test]
    fn hours_that_the_clocks_leave_out_or_repeat_do_no_harm() {
        let skipped = window(json!({"title": "x", "zone": "Europe/Paris", "from": "2026-03-29T02:30",
                                    "until": "2026-03-29T04:00"}));
        assert_eq!(
            until(&skipped, "prod", "eu-west-3", "2026-03-29T01:31:00Z"),
            Some(at("2026-03-29T02:00:00Z"))
        );
        let whole = window(json!({"title": "x", "from": "Mon 09:00", "until": "Mon 09:00"}));
        assert!(until(&whole, "prod", "eu-west-3", "2026-06-01T12:00:00Z").is_some());
    }

    #[test]
    fn nonsense_is_told() {
        for (from, to, zone, what) in [
            ("2026-12-20", "Fri 18:00", "Asia/Seoul", "both be dates"),
            ("Fri 18:00", "Mon 09:00", "Mars/Olympus", "no time zone"),
            ("2026-12-20T00:00", "2026-12-19T00:00", "UTC", "before it begins"),
            ("tomorrow", "later", "UTC", "neither like"),
        ] {
            let written = json!({"title": "x", "from": from, "until": to, "zone": zone});
            let error = serde_json::from_value::<FreezeWindow>(written).expect_err("refused").to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}

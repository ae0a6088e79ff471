//! Freeze windows: times in which forward rollouts are held. Rollbacks always pass.

use domain::Timestamp;
use domain::names::{RegionName, StageName};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;

/// One window, once or every week.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Written")]
pub struct FreezeWindow {
    /// What people call it.
    pub title: String,
    /// Empty: every stage.
    stages: Vec<StageName>,
    /// Empty: every region.
    regions: Vec<RegionName>,
    /// `None`: each region's own.
    zone: Option<TimeZone>,
    when: When,
}

#[derive(Clone, Debug, PartialEq)]
enum When {
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
struct Moment {
    day: Weekday,
    time: Time,
}

/// As people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default)]
    stages: Vec<StageName>,
    #[serde(default)]
    regions: Vec<RegionName>,
    zone: Option<String>,
    from: String,
    until: String,
}

impl FreezeWindow {
    /// Until when the window holds this stage and region, if it does now.
    pub fn until(&self, stage: &StageName, region: &RegionName, now: Timestamp) -> Option<Timestamp> {
        let meant = (self.stages.is_empty() || self.stages.contains(stage))
            && (self.regions.is_empty() || self.regions.contains(region));
        if !meant {
            return None;
        }
        let zone = self.zone.clone().unwrap_or_else(|| zone_of(region));
        let (from, until) = self.span(&zone, now)?;
        (from <= now && now < until).then_some(until)
    }

    /// The one window, or the week's that began last.
    fn span(&self, zone: &TimeZone, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let (from, until) = match &self.when {
            When::Once { from, until } => (*from, *until),
            When::Weekly { from, until } => {
                let here =
                    jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned_datetime(zone.clone()).datetime();
                let back = i64::from(here.weekday().since(from.day));
                let began = here.date().checked_sub(back.days()).ok()?.to_datetime(from.time);
                let began = if began > here { began.checked_sub(7.days()).ok()? } else { began };
                let days = i64::from(until.day.since(from.day));
                let days = if days == 0 && until.time <= from.time { 7 } else { days };
                (began, began.date().checked_add(days.days()).ok()?.to_datetime(until.time))
            }
        };
        Some((instant(from, zone)?, instant(until, zone)?))
    }
}

/// A wall clock's time as a moment. What a change of the clocks leaves out comes later; what it repeats is the first.
fn instant(at: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = at.to_zoned_datetime(zone.clone()).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// The longest of all windows that hold this stage and region now.
pub fn frozen_until(
    windows: &[FreezeWindow],
    stage: &StageName,
    region: &RegionName,
    now: Timestamp,
) -> Option<Timestamp> {
    windows.iter().filter_map(|window| window.until(stage, region, now)).max()
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
            title: written.title,
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

/// Where a region's people live, after AWS's list of regions; UTC for those that are not in it.
fn zone_of(region: &RegionName) -> TimeZone {
    let name = match region.as_str() {
        "ap-northeast-2" => "Asia/Seoul",
        "ap-northeast-1" | "ap-northeast-3" => "Asia/Tokyo",
        "ap-southeast-1" => "Asia/Singapore",
        "ap-southeast-2" => "Australia/Sydney",
        "ap-southeast-3" => "Asia/Jakarta",
        "ap-southeast-4" => "Australia/Melbourne",
        "ap-southeast-5" => "Asia/Kuala_Lumpur",
        "ap-southeast-7" => "Asia/Bangkok",
        "ap-south-1" | "ap-south-2" => "Asia/Kolkata",
        "ap-east-1" => "Asia/Hong_Kong",
        "ap-east-2" => "Asia/Taipei",
        "eu-west-1" => "Europe/Dublin",
        "eu-west-2" => "Europe/London",
        "eu-west-3" => "Europe/Paris",
        "eu-central-1" => "Europe/Berlin",
        "eu-central-2" => "Europe/Zurich",
        "eu-north-1" => "Europe/Stockholm",
        "eu-south-1" => "Europe/Rome",
        "eu-south-2" => "Europe/Madrid",
        "us-east-1" | "us-east-2" => "America/New_York",
        "us-west-1" | "us-west-2" => "America/Los_Angeles",
        "ca-central-1" => "America/Toronto",
        "ca-west-1" => "America/Edmonton",
        "mx-central-1" => "America/Mexico_City",
        "sa-east-1" => "America/Sao_Paulo",
        "me-central-1" => "Asia/Dubai",
        "me-south-1" => "Asia/Bahrain",
        "il-central-1" => "Asia/Jerusalem",
        "af-south-1" => "Africa/Johannesburg",
        _ => return TimeZone::UTC,
    };
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
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
        let (stage, region) = (StageName::parse(stage), RegionName::parse(region));
        window.until(&stage.expect("a stage"), &region.expect("a region"), at(now))
    }

    #[test]
    fn a_window_holds_what_it_names_while_it_lasts() {
        let sale = window(
            json!({"title": "Sale", "stages": ["prod"], "regions": ["us-east-1"], "zone": "Asia/Seoul",
                                 "from": "2026-12-20T00:00", "until": "2027-01-02T09:00"}),
        );
        let (inside, end) = ("2026-12-25T00:00:00Z", Some(at("2027-01-02T00:00:00Z")));
        assert_eq!(until(&sale, "prod", "us-east-1", inside), end);
        assert_eq!(until(&sale, "dev", "us-east-1", inside), None);
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

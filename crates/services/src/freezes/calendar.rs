//! iCalendar files (RFC 5545): every event in them is a freeze window.
//!
//! Recurrence is worked out on wall clocks, and only then turned into moments, so that hours which a change of the clocks
//! leaves out or repeats do no harm. Times without a zone, and whole days, follow each region's own clocks.

use super::window::{FreezeWindow, When};
use crate::ports::CalendarPlace;
use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::dates::TimeOrDelta;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName,
    ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use domain::Timestamp;
use domain::freeze::WindowKind;
use domain::names::{RegionName, StageName, TeamName};
use jiff::ToSpan;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Events further ahead are worked out when they are nearer.
const AHEAD_DAYS: i64 = 750;
/// Those that ended before are left out.
const BEHIND_DAYS: i64 = 31;
/// A file with more events in that time is no calendar of freezes.
const MOST_EVENTS: usize = 20_000;
/// Recurrences that began long ago are counted from their beginning.
const MOST_STEPS: usize = 200_000;

/// An iCalendar file of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRules {
    /// What people call it.
    pub name: String,
    /// What each of its events means.
    pub kind: WindowKind,
    pub place: CalendarPlace,
    pub team: Option<TeamName>,
    /// Empty: every stage.
    pub stages: Vec<StageName>,
    /// Empty: every region.
    pub regions: Vec<RegionName>,
}

type Result<T> = std::result::Result<T, String>;

/// The windows in a file around this time, or what is wrong with it. A file of which one event cannot be read is not taken
/// at all: a freeze that is missing would go unnoticed.
pub(crate) fn windows(rules: &CalendarRules, text: &str, now: Timestamp) -> Result<Vec<FreezeWindow>> {
    let now = jiff::Timestamp::from_millisecond(now.0).map_err(|error| error.to_string())?;
    let today = now.to_zoned_datetime(TimeZone::UTC).datetime();
    let mut found = Vec::new();
    for calendar in calendars(text)? {
        found.extend(events(calendar, today)?.into_iter().map(|event| FreezeWindow {
            kind: rules.kind,
            title: event.title,
            team: rules.team.clone(),
            services: Vec::new(),
            stages: rules.stages.clone(),
            regions: rules.regions.clone(),
            zone: event.zone,
            when: When::Once { from: event.from, until: event.until },
        }));
        if found.len() > MOST_EVENTS {
            return Err(format!("it has more than {MOST_EVENTS} events in two years"));
        }
    }
    Ok(found)
}

fn calendars(text: &str) -> Result<Vec<ICalendar>> {
    let mut parser = Parser::new(text);
    let mut found = Vec::new();
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => found.push(calendar),
            Entry::Eof => break,
            Entry::InvalidLine(line) if line.trim().is_empty() => {}
            Entry::InvalidLine(line) => {
                let shown: String = line.chars().take(60).collect();
                return Err(format!("{shown:?} is no line of an iCalendar file"));
            }
            Entry::UnterminatedComponent(name) => return Err(format!("its {name} has no end")),
            Entry::UnexpectedComponentEnd { expected, found } => {
                return Err(format!("a {} ends inside a {}", found.as_str(), expected.as_str()));
            }
            _ => return Err("it holds something else than a calendar".to_owned()),
        }
    }
    match text.trim_end().to_ascii_uppercase().ends_with("END:VCALENDAR") {
        _ if found.is_empty() => Err("there is no VCALENDAR in it".to_owned()),
        // Whatever was lost at its end may have been a freeze.
        false => Err("it breaks off before END:VCALENDAR".to_owned()),
        true => Ok(found),
    }
}

struct Event {
    title: String,
    zone: Option<TimeZone>,
    from: DateTime,
    until: DateTime,
}

fn events(mut calendar: ICalendar, today: DateTime) -> Result<Vec<Event>> {
    let (horizon, past) = (today.saturating_add(AHEAD_DAYS.days()), today.saturating_sub(BEHIND_DAYS.days()));
    let zones = zones(&calendar);
    number_by_uid(&mut calendar);
    let series = clocks_of_series(&calendar, &zones)?;
    let mut of_components = Vec::new();
    for component in &mut calendar.components {
        let is_event = component.component_type == ICalendarComponentType::VEvent;
        let of_series = uid(component).and_then(|uid| series.get(uid)).cloned().flatten();
        let own = is_event.then(|| on_its_own_clocks(component, &zones, of_series, horizon)).transpose()?;
        of_components.push(own.flatten());
        // Alarms, tasks and the like freeze nothing.
        if !is_event && component.component_type != ICalendarComponentType::VCalendar {
            component.component_type = ICalendarComponentType::Other("X-PASSED-OVER".to_owned());
        }
    }
    let expanded = calendar.expand_dates(Tz::Floating, MOST_STEPS);
    let of = |id: u32| calendar.components.get(usize::try_from(id).unwrap_or(usize::MAX));
    if let Some(error) = expanded.errors.first() {
        let title = of(error.comp_id).map(title).unwrap_or_default();
        return Err(format!("the event {title:?} cannot be read: {}", error.error));
    }
    if expanded.events.len() >= MOST_STEPS {
        return Err(format!("its events repeat more than {MOST_STEPS} times"));
    }
    let mut found = Vec::new();
    for event in expanded.events {
        let Some(component) = of(event.comp_id).filter(|component| !is_cancelled(component)) else {
            continue;
        };
        let from = civil(&event.start.naive_local().to_string())?;
        let until = match event.end {
            TimeOrDelta::Time(end) => civil(&end.naive_local().to_string())?,
            TimeOrDelta::Delta(length) => from.saturating_add(length.num_seconds().seconds()),
        };
        if until <= from || until < past || from > horizon {
            continue;
        }
        let zone = of_components.get(usize::try_from(event.comp_id).unwrap_or(usize::MAX)).cloned().flatten();
        found.push(Event { title: title(component), zone, from, until });
    }
    Ok(found)
}

/// The zones that the file names, as far as they are known: IANA's names, and those that Windows and Outlook write.
fn zones(calendar: &ICalendar) -> BTreeMap<String, Option<TimeZone>> {
    let resolver = calendar.build_tz_resolver();
    let named = calendar.components.iter().flat_map(|component| &component.entries);
    let named = named.filter_map(|entry| entry.tz_id());
    named
        .map(|name| {
            let known = resolver.resolve(name).and_then(|zone| zone.name().map(|name| name.into_owned()));
            let zone = TimeZone::get(known.as_deref().unwrap_or(name)).ok();
            (name.to_owned(), zone)
        })
        .collect()
}

fn uid(component: &ICalendarComponent) -> Option<&str> {
    component.property(&ICalendarProperty::Uid)?.values.first()?.as_text()
}

/// What is expanded tells which series a changed occurrence belongs to by SEQUENCE. That counts revisions, and the two differ
/// in it (RFC 5545, 3.8.7.4); what they have in common is the UID, so a number for each UID takes its place.
fn number_by_uid(calendar: &mut ICalendar) {
    let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
    for (number, component) in (0..).zip(&mut calendar.components) {
        if let Some(uid) = uid(component) {
            let number = *numbers.entry(uid.to_owned()).or_insert(number);
            component.entries.retain(|entry| entry.name != ICalendarProperty::Sequence);
            component.entries.push(ICalendarEntry {
                name: ICalendarProperty::Sequence,
                params: Vec::new(),
                values: vec![ICalendarValue::Integer(number)],
            });
        }
    }
}

/// Whose clocks each series goes by, by its UID.
fn clocks_of_series(
    calendar: &ICalendar,
    zones: &BTreeMap<String, Option<TimeZone>>,
) -> Result<BTreeMap<String, Option<TimeZone>>> {
    let mut found = BTreeMap::new();
    let is_series = |component: &&ICalendarComponent| {
        component.component_type == ICalendarComponentType::VEvent
            && component.property(&ICalendarProperty::RecurrenceId).is_none()
    };
    for component in calendar.components.iter().filter(is_series) {
        if let (Some(uid), Some(start)) = (uid(component), component.property(&ICalendarProperty::Dtstart)) {
            found.insert(uid.to_owned(), zone_of(start, zones, &title(component))?);
        }
    }
    Ok(found)
}

/// Writes all times of an event as its own clocks show them, and answers whose clocks those are; `None`: each region's. Which
/// occurrence of a series it changes is told by the clocks of the series.
fn on_its_own_clocks(
    component: &mut ICalendarComponent,
    zones: &BTreeMap<String, Option<TimeZone>>,
    of_series: Option<TimeZone>,
    horizon: DateTime,
) -> Result<Option<TimeZone>> {
    let title = title(component);
    let start = component.property(&ICalendarProperty::Dtstart).cloned();
    let own = start.as_ref().map(|entry| zone_of(entry, zones, &title)).transpose()?.flatten();
    for entry in &mut component.entries {
        let theirs = zone_of(entry, zones, &title)?;
        let to = match entry.name {
            ICalendarProperty::RecurrenceId => of_series.as_ref(),
            _ => own.as_ref(),
        };
        entry.params.retain(|parameter| parameter.name != ICalendarParameterName::Tzid);
        for value in &mut entry.values {
            match value {
                ICalendarValue::PartialDateTime(at) => shift(at, theirs.as_ref(), to),
                ICalendarValue::RecurrenceRule(rule) => {
                    if let Some(until) = &mut rule.until {
                        shift(until, None, own.as_ref());
                    }
                    // Without an end it would be counted for ever.
                    if rule.until.is_none() && rule.count.is_none() {
                        rule.until = Some(partial(horizon));
                    }
                }
                _ => {}
            }
        }
    }
    Ok(own)
}

/// The zone that an entry names, or that its `Z` stands for.
fn zone_of(
    entry: &ICalendarEntry,
    zones: &BTreeMap<String, Option<TimeZone>>,
    title: &str,
) -> Result<Option<TimeZone>> {
    if let Some(name) = entry.tz_id() {
        let known = zones.get(name).cloned().flatten();
        return known
            .map(Some)
            .ok_or_else(|| format!("the event {title:?} is in the time zone {name:?}, which is not known"));
    }
    let first = entry.values.first();
    Ok(match first {
        Some(ICalendarValue::PartialDateTime(at)) if at.tz_hour.is_some() => Some(offset_of(at)),
        _ => None,
    })
}

fn offset_of(at: &PartialDateTime) -> TimeZone {
    let minutes =
        i32::from(at.tz_hour.unwrap_or_default()) * 60 + i32::from(at.tz_minute.unwrap_or_default());
    let seconds = if at.tz_minus { -minutes } else { minutes } * 60;
    jiff::tz::Offset::from_seconds(seconds).map_or(TimeZone::UTC, |offset| match seconds {
        0 => TimeZone::UTC,
        _ => TimeZone::fixed(offset),
    })
}

/// From one zone's clocks to another's. Whole days, and times without a zone, stay as they are written.
fn shift(at: &mut PartialDateTime, from: Option<&TimeZone>, to: Option<&TimeZone>) {
    let given = match at.tz_hour {
        Some(_) => Some(offset_of(at)),
        None => from.cloned(),
    };
    if let (Some(given), Some(to), Some(here)) = (given, to, full(at))
        && let Ok(moment) = here.to_zoned_datetime(given)
    {
        *at = partial(moment.with_time_zone(to.clone()).datetime());
    }
    (at.tz_hour, at.tz_minute, at.tz_minus) = (None, None, false);
}

fn full(at: &PartialDateTime) -> Option<DateTime> {
    let small = |part: Option<u8>| part.and_then(|part| i8::try_from(part).ok());
    let year = i16::try_from(at.year?).ok()?;
    DateTime::new(
        year,
        small(at.month)?,
        small(at.day)?,
        small(at.hour)?,
        small(at.minute)?,
        small(at.second).unwrap_or_default().min(59),
        0,
    )
    .ok()
}

fn partial(at: DateTime) -> PartialDateTime {
    let part = |part: i8| u8::try_from(part).ok();
    PartialDateTime {
        year: u16::try_from(at.year()).ok(),
        month: part(at.month()),
        day: part(at.day()),
        hour: part(at.hour()),
        minute: part(at.minute()),
        second: part(at.second()),
        tz_hour: None,
        tz_minute: None,
        tz_minus: false,
    }
}

/// `2026-12-20 18:00:00`
fn civil(text: &str) -> Result<DateTime> {
    text.parse().map_err(|_| format!("it has an event at {text:?}, which no calendar has"))
}

fn title(component: &ICalendarComponent) -> String {
    let summary = component.property(&ICalendarProperty::Summary).and_then(|entry| entry.values.first());
    let title = summary.and_then(ICalendarValue::as_text).map(str::trim).filter(|text| !text.is_empty());
    title.unwrap_or("Freeze").chars().take(200).collect()
}

fn is_cancelled(component: &ICalendarComponent) -> bool {
    component.status() == Some(&ICalendarStatus::Cancelled)
}

#[cfg(test)]
mod tests {
    use super::super::window::Going;
    use super::*;

    const NOW: &str = "2026-11-01T00:00:00Z";

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().expect("a time").as_millisecond())
    }

    fn file(events: &str) -> String {
        let body = format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//EN\n{events}END:VCALENDAR\n");
        body.replace('\n', "\r\n")
    }

    fn event(lines: &str) -> String {
        file(&format!(
            "BEGIN:VEVENT\nUID:1@test\nDTSTAMP:20260101T000000Z\nSUMMARY:Sale\n{lines}\nEND:VEVENT\n"
        ))
    }

    fn read(text: &str) -> Result<Vec<FreezeWindow>> {
        let rules = CalendarRules {
            kind: WindowKind::Freeze,
            name: "Company".into(),
            place: CalendarPlace::Url("https://example.com/freeze.ics".into()),
            team: None,
            stages: vec![],
            regions: vec![],
        };
        windows(&rules, text, at(NOW))
    }

    /// Until when a region is frozen at this time.
    fn until(text: &str, region: &str, now: &str) -> Option<Timestamp> {
        let team = TeamName::parse("streaming").expect("a team");
        let (stage, region) = (StageName::parse("prod"), RegionName::parse(region));
        let (stage, region) = (stage.expect("a stage"), region.expect("a region"));
        let service = domain::names::ServiceName::parse("live-api").expect("a service");
        let going = Going { team: &team, service: &service, stage: &stage, region: &region };
        read(text).expect("a calendar").iter().filter_map(|window| window.until(going, at(now))).max()
    }

    #[test]
    fn events_hold_while_they_last() {
        let zoned = "DTSTART;TZID=Asia/Seoul:20261220T180000\nDTEND;TZID=Asia/Seoul:20270102T090000";
        let utc = "DTSTART:20261220T090000Z\nDURATION:P1DT2H";
        let weekly = "DTSTART;TZID=Europe/Paris:20261002T180000\nDTEND;TZID=Europe/Paris:20261005T090000\nRRULE:FREQ=WEEKLY";
        let floating = "DTSTART:20261224T120000\nDTEND:20261226T000000";
        let day = "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226";
        let one_day = "DTSTART;VALUE=DATE:20261225";
        let table = [
            (zoned, "us-east-1", "2026-12-20T08:59:59Z", None),
            (zoned, "us-east-1", "2026-12-20T09:00:00Z", Some("2027-01-02T00:00:00Z")),
            (utc, "us-east-1", "2026-12-21T10:59:00Z", Some("2026-12-21T11:00:00Z")),
            // The clocks of Paris went back on 25 October: 18:00 is an hour later in UTC from then on.
            (weekly, "ap-northeast-2", "2026-10-23T16:00:00Z", Some("2026-10-26T08:00:00Z")),
            (weekly, "ap-northeast-2", "2026-10-30T16:59:00Z", None),
            (weekly, "ap-northeast-2", "2026-10-30T17:00:00Z", Some("2026-11-02T08:00:00Z")),
            (floating, "ap-northeast-2", "2026-12-24T03:00:00Z", Some("2026-12-25T15:00:00Z")),
            (floating, "us-east-1", "2026-12-24T03:00:00Z", None),
            (floating, "us-east-1", "2026-12-24T17:00:00Z", Some("2026-12-26T05:00:00Z")),
            (day, "ap-northeast-2", "2026-12-24T15:00:00Z", Some("2026-12-25T15:00:00Z")),
            (day, "us-east-1", "2026-12-25T04:59:00Z", None),
            (one_day, "eu-west-3", "2026-12-25T12:00:00Z", Some("2026-12-25T23:00:00Z")),
        ];
        for (lines, region, now, end) in table {
            assert_eq!(until(&event(lines), region, now), end.map(at), "{lines} {region} {now}");
        }
    }

    #[test]
    fn exceptions_additions_moves_and_ends_are_kept() {
        let start = "DTSTART;TZID=Asia/Seoul:20261106T180000\nDTEND;TZID=Asia/Seoul:20261106T200000\nRRULE:FREQ=WEEKLY";
        let on = |lines: &str, day: &str| {
            until(&event(lines), "ap-northeast-2", &format!("{day}T09:30:00Z")).is_some()
        };
        let without = format!("{start}\nEXDATE;TZID=Asia/Seoul:20261113T180000");
        assert!(on(&without, "2026-11-06") && !on(&without, "2026-11-13") && on(&without, "2026-11-20"));
        // The same moment, written in UTC.
        let without = format!("{start}\nEXDATE:20261113T090000Z");
        assert!(!on(&without, "2026-11-13") && on(&without, "2026-11-20"));
        let more = format!("{start};COUNT=1\nRDATE;TZID=Asia/Seoul:20261110T180000");
        assert!(on(&more, "2026-11-10") && !on(&more, "2026-11-13"));
        // Its last one begins exactly at the end that is given in UTC.
        let ended = format!("{start};UNTIL=20261120T090000Z");
        assert!(on(&ended, "2026-11-20") && !on(&ended, "2026-11-27"));
        let moved = "END:VEVENT\nBEGIN:VEVENT\nUID:1@test\nSUMMARY:Moved\nRECURRENCE-ID;TZID=Asia/Seoul:20261113T180000\n\
                     DTSTART;TZID=Asia/Seoul:20261114T180000\nDTEND;TZID=Asia/Seoul:20261114T200000";
        let moved = format!("{start}\n{moved}");
        assert!(!on(&moved, "2026-11-13") && on(&moved, "2026-11-14"));
        let cancelled = "END:VEVENT\nBEGIN:VEVENT\nUID:1@test\nSTATUS:CANCELLED\nRECURRENCE-ID;TZID=Asia/Seoul:20261113T180000\n\
                         DTSTART;TZID=Asia/Seoul:20261113T180000\nDTEND;TZID=Asia/Seoul:20261113T200000";
        assert!(!on(&format!("{start}\n{cancelled}"), "2026-11-13"));
    }

    #[test]
    fn a_changed_occurrence_belongs_to_the_series_of_its_uid() {
        let series = |uid: &str, summary: &str| {
            format!(
                "BEGIN:VEVENT\nUID:{uid}\nSEQUENCE:0\nSUMMARY:{summary}\nDTSTART;TZID=Asia/Seoul:20261106T180000\n\
                 DURATION:PT2H\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"
            )
        };
        // Revised three times, by somebody whose program writes UTC.
        let swapped = "BEGIN:VEVENT\nUID:first@test\nSEQUENCE:3\nSUMMARY:Swapped\n\
                       RECURRENCE-ID;TZID=Asia/Seoul:20261113T180000\nDTSTART:20261113T090000Z\nDURATION:PT2H\nEND:VEVENT\n";
        let cancelled = "BEGIN:VEVENT\nUID:second@test\nSEQUENCE:1\nSTATUS:CANCELLED\nSUMMARY:Second\n\
                         RECURRENCE-ID:20261113T090000Z\nDTSTART:20261113T090000Z\nDURATION:PT2H\nEND:VEVENT\n";
        let text = file(
            &[&series("first@test", "First"), swapped, &series("second@test", "Second"), cancelled].concat(),
        );
        let windows = read(&text).expect("a calendar");
        let on = |day: &str| {
            let now = at(&format!("{day}T09:30:00Z"));
            let region = RegionName::parse("ap-northeast-2").expect("a region");
            let held = windows
                .iter()
                .filter(|window| window.spans(&region, now, now.plus_millis(1)).any(|(from, _)| from <= now));
            let mut titles: Vec<&str> = held.map(|window| window.title.as_str()).collect();
            titles.sort_unstable();
            titles
        };
        assert_eq!(on("2026-11-06"), ["First", "Second"]);
        assert_eq!(on("2026-11-13"), ["Swapped"]);
        assert_eq!(on("2026-11-20"), ["First", "Second"]);
    }

    #[test]
    fn hours_that_the_clocks_leave_out_or_repeat_do_no_harm() {
        let twice =
            "DTSTART;TZID=America/New_York:20261101T013000\nDTEND;TZID=America/New_York:20261101T030000";
        assert_eq!(
            until(&event(twice), "us-east-1", "2026-11-01T05:30:00Z"),
            Some(at("2026-11-01T08:00:00Z"))
        );
        let daily = "DTSTART;TZID=Europe/Paris:20270320T023000\nDURATION:PT2H\nRRULE:FREQ=DAILY;COUNT=20";
        // At 02:00 the clocks of Paris go to 03:00 on 28 March 2027.
        let skipped = until(&event(daily), "eu-west-3", "2027-03-28T01:45:00Z");
        assert_eq!(skipped, Some(at("2027-03-28T02:30:00Z")));
        assert!(until(&event(daily), "eu-west-3", "2027-03-29T01:00:00Z").is_some());
    }

    #[test]
    fn zones_of_windows_are_known() {
        let zone = "BEGIN:VTIMEZONE\nTZID:Korea Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T000000\n\
                    TZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n";
        let event = "BEGIN:VEVENT\nUID:1\nSUMMARY:Sale\nDTSTART;TZID=Korea Standard Time:20261220T180000\nDURATION:PT1H\nEND:VEVENT\n";
        let text = file(&format!("{zone}{event}"));
        assert_eq!(until(&text, "us-east-1", "2026-12-20T09:00:00Z"), Some(at("2026-12-20T10:00:00Z")));
    }

    #[test]
    fn nonsense_is_told_and_never_taken() {
        let cases = [
            (String::new(), "no VCALENDAR"),
            ("<html><body>Sign in</body></html>".to_owned(), "no line of an iCalendar"),
            ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026".to_owned(), "breaks off"),
            (event("DTSTART;TZID=Mars/Olympus:20261220T180000\nDURATION:PT1H"), "Mars/Olympus"),
            (event("DTSTAMP:20261220T180000Z"), "\"Sale\" cannot be read"),
            (event("DTSTART:20260101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY"), "more than"),
            ("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Lee\r\nEND:VCARD\r\n".to_owned(), "something else"),
        ];
        for (text, what) in cases {
            let told = read(&text).expect_err(what);
            assert!(told.contains(what), "{what}: {told}");
        }
        assert_eq!(read(&file("")).expect("an empty calendar").len(), 0);
    }
}

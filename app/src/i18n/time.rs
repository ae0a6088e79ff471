//! Times as people read them. The same on server and browser, so that hydration finds what was sent.

use super::Lang;
use domain::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Home is Seoul, which has no summer time: nine hours ahead of UTC.
pub const HOME_OFFSET_MINUTES: i64 = 540;
const HOME_OFFSET: i64 = HOME_OFFSET_MINUTES * MINUTE;

/// The moment at which a day, written `2026-11-23`, begins in the home region.
pub fn start_of_day(text: &str) -> Option<Timestamp> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let days = days(year, month, day);
    // Days that no calendar has come out as others.
    let real = (1970..10_000).contains(&year) && parts.next().is_none() && date(days) == (year, month, day);
    real.then(|| Timestamp((days * DAY - HOME_OFFSET) * 1_000))
}

/// Days from 1970-01-01 to a date. Howard Hinnant's `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9).rem_euclid(12)) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

/// Calendar date of a day counted from 1970-01-01. Howard Hinnant's `civil_from_days`.
fn date(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn civil(at: Timestamp, offset: i64) -> Civil {
    let seconds = at.0.div_euclid(1_000) + offset;
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let rest = seconds.rem_euclid(DAY);
    Civil { year, month, day, hour: rest / HOUR, minute: rest % HOUR / MINUTE, second: rest % MINUTE }
}

/// For machines, in UTC: `2026-11-23T08:05:07Z`.
pub fn iso(at: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, second } = civil(at, 0);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// In the home region's time: `2026-11-23 17:05 KST`.
pub fn absolute(at: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, .. } = civil(at, HOME_OFFSET);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} KST")
}

/// As a field for a date and time has it, in the home region's time: `2026-11-23T17:05`.
pub fn typed(at: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, .. } = civil(at, HOME_OFFSET);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}

/// The reader's own time, `offset` minutes ahead of UTC: `08:05 your time`, with the date where it is another.
pub fn local(lang: Lang, at: Timestamp, offset: i64) -> String {
    let (here, home) = (civil(at, offset * MINUTE), civil(at, HOME_OFFSET));
    let date =
        if here.day == home.day { String::new() } else { format!("{:02}-{:02} ", here.month, here.day) };
    let time = format!("{date}{:02}:{:02}", here.hour, here.minute);
    match lang {
        Lang::En => format!("{time} your time"),
        Lang::Ko => format!("현지 {time}"),
    }
}

/// Time of day to the second, in the home region's time: `17:05:07`.
pub fn clock(at: Timestamp) -> String {
    let Civil { hour, minute, second, .. } = civil(at, HOME_OFFSET);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// How long ago, or until when: `3 min ago`, `in 2 h`.
pub fn relative(lang: Lang, at: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(at).div_euclid(1_000);
    let far = seconds.abs();
    if far < 45 {
        return match lang {
            Lang::En => "just now".to_owned(),
            Lang::Ko => "방금".to_owned(),
        };
    }
    let (count, en, ko) = unit(far);
    match (lang, seconds > 0) {
        (Lang::En, true) => format!("{count} {en} ago"),
        (Lang::En, false) => format!("in {count} {en}"),
        (Lang::Ko, true) => format!("{count}{ko} 전"),
        (Lang::Ko, false) => format!("{count}{ko} 후"),
    }
}

/// A span in its largest sensible unit, in whole numbers.
fn unit(seconds: i64) -> (i64, &'static str, &'static str) {
    let (size, en, ko) = match seconds {
        s if s < 90 * MINUTE => (MINUTE, "min", "분"),
        s if s < 36 * HOUR => (HOUR, "h", "시간"),
        s if s < 60 * DAY => (DAY, "d", "일"),
        s if s < 700 * DAY => (30 * DAY, "mo", "개월"),
        _ => (365 * DAY, "y", "년"),
    };
    (((seconds + size / 2) / size).max(1), en, ko)
}

/// How long something took: `42 s`, `3 min 5 s`.
pub fn duration(lang: Lang, millis: i64) -> String {
    let seconds = millis.max(0) / 1_000;
    let (minutes, rest) = (seconds / MINUTE, seconds % MINUTE);
    match (lang, minutes) {
        (Lang::En, 0) => format!("{rest} s"),
        (Lang::En, _) => format!("{minutes} min {rest} s"),
        (Lang::Ko, 0) => format!("{rest}초"),
        (Lang::Ko, _) => format!("{minutes}분 {rest}초"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp(1_795_421_107_000);

    #[test]
    fn dates_agree_with_the_calendar() {
        assert_eq!(iso(Timestamp(0)), "1970-01-01T00:00:00Z");
        assert_eq!(iso(Timestamp(951_782_400_000)), "2000-02-29T00:00:00Z");
        assert_eq!(iso(Timestamp(-1)), "1969-12-31T23:59:59Z");
        assert_eq!(iso(AT), "2026-11-23T08:05:07Z");
        assert_eq!(absolute(AT), "2026-11-23 17:05 KST");
        assert_eq!(clock(AT), "17:05:07");
        assert_eq!(local(Lang::En, AT, 60), "09:05 your time");
        assert_eq!(local(Lang::Ko, AT.plus_millis(-6 * HOUR * 1_000), -300), "현지 11-22 21:05");
    }

    #[test]
    fn days_begin_in_the_home_region() {
        assert_eq!(start_of_day("1970-01-02").map(|at| at.0), Some((DAY - HOME_OFFSET) * 1_000));
        let noon = start_of_day("2026-11-23").map(|at| absolute(at.plus_millis(12 * HOUR * 1_000)));
        assert_eq!(noon.as_deref(), Some("2026-11-23 12:00 KST"));
        for wrong in
            ["", "2026", "2026-13-01", "2026-02-30", "yesterday", "2026-01-01-01", "99999999999-01-01"]
        {
            assert_eq!(start_of_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn relative_times_read_well() {
        let table = [
            (10, "just now", "방금"),
            (-10, "just now", "방금"),
            (180, "3 min ago", "3분 전"),
            (-7_300, "in 2 h", "2시간 후"),
            (DAY * 3, "3 d ago", "3일 전"),
            (DAY * 400, "13 mo ago", "13개월 전"),
            (DAY * 1_000, "3 y ago", "3년 전"),
        ];
        for (ago, en, ko) in table {
            let at = AT.plus_millis(-ago * 1_000);
            assert_eq!(relative(Lang::En, at, AT), en);
            assert_eq!(relative(Lang::Ko, at, AT), ko);
        }
    }

    #[test]
    fn durations_show_minutes_and_seconds() {
        assert_eq!(duration(Lang::En, 42_900), "42 s");
        assert_eq!(duration(Lang::Ko, 185_000), "3분 5초");
        assert_eq!(duration(Lang::En, -5), "0 s");
    }
}

//! The end of a job's log, line by line.

use serde::{Deserialize, Serialize};

/// The last part of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogTail {
    pub text: String,
    /// Bytes of the whole log.
    pub whole: u64,
}

impl LogTail {
    /// Something stands before it.
    pub fn cut(&self) -> bool {
        self.whole > self.text.len() as u64
    }
}

/// One line as people read it: without anything that a terminal would obey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// `10:00:00`, where the backend put a time before the line.
    pub time: Option<String>,
    pub kind: LineKind,
    pub text: String,
}

/// What the backend marks a line as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Plain,
    /// Begins a step's group.
    Group,
    /// What was run.
    Command,
    Notice,
    Warning,
    Error,
}

/// The lines of a text from which control sequences are gone already. Ends of groups say nothing and are left out.
pub fn lines(text: &str) -> Vec<LogLine> {
    text.lines().filter_map(line).collect()
}

fn line(raw: &str) -> Option<LogLine> {
    let (time, rest) = timed(raw.trim_start_matches('\u{feff}'));
    // What a progress bar has overwritten was never meant to stay.
    let last = rest.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default();
    let marks = [
        ("##[group]", LineKind::Group),
        ("##[command]", LineKind::Command),
        ("##[notice]", LineKind::Notice),
        ("##[warning]", LineKind::Warning),
        ("##[error]", LineKind::Error),
        ("##[debug]", LineKind::Plain),
        ("##[section]", LineKind::Group),
        ("[command]", LineKind::Command),
    ];
    if last.starts_with("##[endgroup]") {
        return None;
    }
    let marked = marks.into_iter().find_map(|(mark, kind)| Some((kind, last.strip_prefix(mark)?)));
    let (kind, text) = marked.unwrap_or((LineKind::Plain, last));
    Some(LogLine { time, kind, text: text.chars().filter(|c| harmless(*c)).collect() })
}

/// `2026-11-26T10:00:00.1234567Z the rest`.
fn timed(raw: &str) -> (Option<String>, &str) {
    let shape = |stamp: &str| {
        let bytes = stamp.as_bytes();
        bytes.len() >= 20
            && [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')]
                .iter()
                .all(|(at, c)| bytes[*at] == *c)
            && bytes.ends_with(b"Z")
            && bytes.iter().all(|byte| byte.is_ascii_digit() || b"-:.TZ".contains(byte))
    };
    let (stamp, rest) = raw.split_once(' ').unwrap_or((raw, ""));
    match shape(stamp) {
        true => (Some(stamp[11..19].to_owned()), rest),
        false => (None, raw),
    }
}

/// Neither a control character nor one that turns the direction of what follows.
fn harmless(c: char) -> bool {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    c == '\t' || !(c.is_control() || turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(raw: &str) -> Vec<(Option<String>, LineKind, String)> {
        lines(raw).into_iter().map(|line| (line.time, line.kind, line.text)).collect()
    }

    #[test]
    fn lines_are_told_with_their_time_and_mark() {
        let raw = "2026-11-26T10:00:01.1234567Z ##[group]Run make\n2026-11-26T10:00:01.2Z make\n\
                   2026-11-26T10:00:02Z ##[endgroup]\n2026-11-26T10:00:03Z ##[error]no rule\nplain text\n";
        let time = |text: &str| Some(text.to_owned());
        assert_eq!(
            told(raw),
            [
                (time("10:00:01"), LineKind::Group, "Run make".to_owned()),
                (time("10:00:01"), LineKind::Plain, "make".to_owned()),
                (time("10:00:03"), LineKind::Error, "no rule".to_owned()),
                (None, LineKind::Plain, "plain text".to_owned()),
            ]
        );
    }

    #[test]
    fn nothing_is_left_that_a_terminal_would_obey() {
        let raw = "10%\r50%\r100%\na\u{7}b\u{8}c\td\n\u{202e}gpj.exe\n<script>alert(1)</script>\n";
        let texts: Vec<String> = lines(raw).into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["100%", "abc\td", "gpj.exe", "<script>alert(1)</script>"]);
    }

    #[test]
    fn odd_beginnings_are_no_times() {
        for raw in ["한글 로그입니다 계속되는 줄", "2026-11-26 10:00", "TTTTTTTTTTTTTTTTTTTTZ", ""]
        {
            assert!(lines(raw).iter().all(|line| line.time.is_none()), "{raw}");
        }
    }
}

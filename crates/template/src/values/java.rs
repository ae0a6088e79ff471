//! From Java's regular expressions, which CloudFormation uses, to the dialect of our engine.

use std::iter::Peekable;
use std::str::Chars;

/// Java's `\w`, `\d` and `\s` mean ASCII. Ours would take every script, which is wrong and makes repetitions huge.
const SHORTHANDS: [(char, &str); 3] = [('w', "0-9A-Za-z_"), ('d', "0-9"), ('s', r" \t\n\x0B\f\r")];

/// The same pattern in our engine's words.
pub(super) fn translated(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => escape(&mut rest, in_class, &mut out),
            _ => {
                in_class = (in_class || c == '[') && c != ']';
                out.push(c);
            }
        }
    }
    out
}

fn escape(rest: &mut Peekable<Chars<'_>>, in_class: bool, out: &mut String) {
    let Some(letter) = rest.next() else { return out.push('\\') };
    let ranges =
        |letter: char| SHORTHANDS.iter().find(|(known, _)| *known == letter).map(|(_, ranges)| *ranges);
    match (ranges(letter), ranges(letter.to_ascii_lowercase())) {
        (Some(ranges), _) if in_class => {
            out.push_str(ranges);
            // In `[\w-.]` the hyphen cannot mean a range, and means itself.
            if rest.peek() == Some(&'-') {
                rest.next();
                out.push_str(r"\-");
            }
        }
        (Some(ranges), _) => out.extend(["[", ranges, "]"]),
        (None, Some(ranges)) if !in_class => out.extend(["[^", ranges, "]"]),
        _ => out.extend(['\\', letter]),
    }
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn shorthands_are_ascii_and_hyphens_behind_them_literal() {
        let table = [
            (r"^\w+$", "^[0-9A-Za-z_]+$"),
            (r"[\w-.]{1,9}", r"[0-9A-Za-z_\-.]{1,9}"),
            (r"[\d-]\D", r"[0-9\-][^0-9]"),
            (r"[^\s]\\w\.", r"[^ \t\n\x0B\f\r]\\w\."),
            (r"[\]\w]\w", r"[\]0-9A-Za-z_][0-9A-Za-z_]"),
            (r"(?!\S)\p{Alpha}", r"(?![^ \t\n\x0B\f\r])\p{Alpha}"),
            ("\\", "\\"),
        ];
        for (java, expected) in table {
            assert_eq!(translated(java), expected, "{java}");
        }
    }
}

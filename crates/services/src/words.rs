//! Texts of people, on their way in and out.

use domain::PortalError;
use domain::notification::is_invisible;

/// Longest comment or reason, in characters.
pub(crate) const LONGEST_COMMENT: usize = 4_000;
const LONGEST_LINK: usize = 1_024;

/// What somebody wrote into a field that may be left empty; blank is the same as nothing.
pub(crate) fn optional(
    field: &str,
    text: Option<String>,
    longest: usize,
) -> Result<Option<String>, PortalError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    match &text {
        Some(long) if long.chars().count() > longest => {
            let message = format!("The {field} may have at most {longest} characters.");
            Err(PortalError::invalid(message.clone()).at(field, message))
        }
        _ => Ok(text),
    }
}

/// One line that names something. `need` begins the sentence that tells whoever left it out: "A token needs a label".
///
/// # Errors
/// When there is nothing to see in it, it is too long, or it has characters that break lines or turn text round.
pub(crate) fn line(field: &str, need: &str, text: &str, longest: usize) -> Result<String, PortalError> {
    let text = text.trim();
    let message = match text.chars().all(is_blank) || text.chars().count() > longest {
        true => format!("{need} of 1 to {longest} characters."),
        false if text.chars().any(is_odd) => {
            format!("{need} without control characters and without such as turn text round.")
        }
        false => return Ok(text.to_owned()),
    };
    Err(PortalError::invalid(message.clone()).at(field, message))
}

/// An address that pages link to.
///
/// # Errors
/// When it is none of the web, has a sign-in in it, or is too long.
pub(crate) fn link(field: &str, text: Option<String>) -> Result<Option<String>, PortalError> {
    let Some(text) = optional(field, text, LONGEST_LINK)? else { return Ok(None) };
    let rest = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let good = host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
    match good && !text.chars().any(|c| c.is_whitespace() || is_odd(c)) {
        true => Ok(Some(text)),
        false => {
            let message = "must be an address that begins with https://, without a sign-in in it";
            Err(PortalError::invalid(format!("The field {field} {message}.")).at(field, message))
        }
    }
}

/// Takes no ink.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

fn is_odd(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A clause as a sentence of its own.
pub(crate) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_something_to_see_and_nothing_that_turns_them_round() {
        let of = |text: &str| line("title", "A thing needs a title", text, 12).ok();
        for (text, expected) in [
            ("  Year's end ", Some("Year's end")),
            ("연말 동결", Some("연말 동결")),
            ("👩\u{200d}💻 on", Some("👩\u{200d}💻 on")),
            ("", None),
            ("\u{3000}\u{200b}", None),
            ("a\r\nb", None),
            ("\u{1b}[31mred", None),
            ("abc\u{202e}txt", None),
            ("0123456789abc", None),
        ] {
            assert_eq!(of(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn links_lead_into_the_web() {
        let of = |text: &str| link("link", Some(text.to_owned())).ok().flatten();
        for good in ["https://github.com/acme/api/actions/runs/7", "http://ci.internal:8080/?q=a@b"] {
            assert_eq!(of(good).as_deref(), Some(good));
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://",
            "https://me:secret@example.com/",
            "https://a b/",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(link("link", None), Ok(None));
    }
}

//! Texts of people, on their way in and out.

use domain::PortalError;

/// Longest comment or reason, in characters.
pub(crate) const LONGEST_COMMENT: usize = 4_000;

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

/// A clause as a sentence of its own.
pub(crate) fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

//! Where a calendar or a rotation lies.

use super::error::{ConfigError, Origin};
use services::ports::CalendarPlace;
use std::path::PathBuf;

/// The place that an entry's `file` or `url` names.
///
/// # Errors
/// When it has neither, both, or an address that is none; `what` says whose place it is.
pub fn place(
    what: &str,
    (file, url): (&Option<PathBuf>, &Option<String>),
    origin: &Origin,
) -> Result<CalendarPlace, ConfigError> {
    match (file, url) {
        (Some(file), None) => Ok(CalendarPlace::File(file.clone())),
        (None, Some(url)) if url.starts_with("https://") || url.starts_with("http://") => {
            Ok(CalendarPlace::Url(url.clone()))
        }
        _ => Err(ConfigError::new(
            origin.clone(),
            format!("it is not clear where {what} lies"),
            "Give either file, or url with an address that starts with https://.",
        )),
    }
}

use async_trait::async_trait;
use std::path::PathBuf;

/// Where an iCalendar file lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarPlace {
    File(PathBuf),
    Url(String),
}

/// Where calendars come from.
#[async_trait]
pub trait Calendars: Send + Sync {
    /// The whole text, or why it cannot be had, in words for whoever configured it.
    async fn read(&self, place: &CalendarPlace) -> Result<String, String>;
}

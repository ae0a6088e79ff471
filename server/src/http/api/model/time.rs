use domain::Timestamp;
use jiff::civil::{Date, Time as Midnight};
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A point in time as RFC 3339 writes it, in UTC and with milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Time(pub Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Time(at)
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0.0) {
            Ok(at) => write!(f, "{at:.3}"),
            // Beyond the year 9999.
            Err(_) => write!(f, "{}", self.0.0),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339, in UTC."))
            .examples(["2026-11-23T08:15:30.120Z"])
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Time")
    }
}

impl Time {
    /// Reads RFC 3339, or a day, which begins at midnight UTC.
    pub fn parse(text: &str) -> Option<Timestamp> {
        let moment = text.parse::<jiff::Timestamp>().ok();
        let day =
            || TimeZone::UTC.to_timestamp(text.parse::<Date>().ok()?.to_datetime(Midnight::midnight())).ok();
        let at = moment.or_else(day)?;
        Some(Timestamp(at.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_they_are_read() {
        let text = "2026-11-23T08:15:30.120Z";
        assert_eq!(Time::parse(text).map(|at| Time(at).to_string()).as_deref(), Some(text));
        assert_eq!(Time(Timestamp(0)).to_string(), "1970-01-01T00:00:00.000Z");
        assert_eq!(Time::parse("1970-01-02"), Some(Timestamp(86_400_000)));
        assert_eq!(Time::parse("yesterday"), None);
    }
}

//! Where regions are, and what their clocks show.

use domain::Timestamp;
use domain::names::RegionName;
use jiff::tz::TimeZone;

/// Where a region's people live, after AWS's list of regions; UTC for those that are not in it.
pub(crate) fn zone_of(region: &RegionName) -> TimeZone {
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

/// The moment on a region's own clocks, with what they are called: `2026-11-30 09:00 CET`.
pub fn region_time(region: &RegionName, at: Timestamp) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at.0) else { return String::new() };
    at.to_zoned_datetime(zone_of(region)).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

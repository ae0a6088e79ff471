use crate::ui::address::encode;
use domain::health::{Placement, Range};
use domain::names::{RegionName, StageName};

/// The board's address.
pub const BOARD: &str = "/health";

/// A region's page, of one stage or of all.
pub fn region_address(region: &RegionName, stage: Option<&StageName>) -> String {
    let stage = stage.map_or(String::new(), |stage| format!("?stage={}", encode(stage.as_str())));
    format!("/health/regions/{}{stage}", encode(region.as_str()))
}

/// A placement's page, by the names of service, stage and region.
pub fn address(place: [&str; 3]) -> String {
    format!("/health/{}", place.map(encode).join("/"))
}

/// A placement's page.
pub fn place_address(placement: &Placement) -> String {
    address([placement.service.as_str(), placement.stage.as_str(), placement.region.as_str()])
}

/// The same address with another range.
pub fn with_range(address: &str, range: Range) -> String {
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}range={}", range.as_str())
}

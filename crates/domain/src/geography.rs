//! Where AWS's regions lie, for maps.

use crate::names::RegionName;

/// Degrees north and east, to the nearest one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinates {
    pub north: f64,
    pub east: f64,
}

/// Region → degrees north and east of the city or state that AWS names it after.
const REGIONS: [(&str, f64, f64); 33] = [
    ("af-south-1", -34.0, 18.0),
    ("ap-east-1", 22.0, 114.0),
    ("ap-east-2", 25.0, 121.0),
    ("ap-northeast-1", 36.0, 140.0),
    ("ap-northeast-2", 37.0, 127.0),
    ("ap-northeast-3", 35.0, 135.0),
    ("ap-south-1", 19.0, 73.0),
    ("ap-south-2", 17.0, 78.0),
    ("ap-southeast-1", 1.0, 104.0),
    ("ap-southeast-2", -34.0, 151.0),
    ("ap-southeast-3", -6.0, 107.0),
    ("ap-southeast-4", -38.0, 145.0),
    ("ap-southeast-5", 3.0, 102.0),
    ("ap-southeast-7", 14.0, 101.0),
    ("ca-central-1", 45.0, -74.0),
    ("ca-west-1", 51.0, -114.0),
    ("cn-north-1", 40.0, 116.0),
    ("cn-northwest-1", 38.0, 106.0),
    ("eu-central-1", 50.0, 9.0),
    ("eu-central-2", 47.0, 9.0),
    ("eu-north-1", 59.0, 18.0),
    ("eu-south-1", 45.0, 9.0),
    ("eu-south-2", 42.0, -1.0),
    ("eu-west-1", 53.0, -6.0),
    ("eu-west-2", 52.0, 0.0),
    ("eu-west-3", 49.0, 2.0),
    ("il-central-1", 32.0, 35.0),
    ("me-central-1", 25.0, 55.0),
    ("me-south-1", 26.0, 51.0),
    ("sa-east-1", -24.0, -47.0),
    ("us-east-1", 39.0, -77.0),
    ("us-east-2", 40.0, -83.0),
    ("us-west-2", 46.0, -120.0),
];

/// `None` for regions that AWS does not have, or that are newer than this list.
pub fn coordinates(region: &RegionName) -> Option<Coordinates> {
    let found = REGIONS.binary_search_by_key(&region.as_str(), |(name, ..)| name).ok()?;
    let (_, north, east) = REGIONS[found];
    Some(Coordinates { north, east })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_found_where_they_are() {
        assert!(REGIONS.windows(2).all(|pair| pair[0].0 < pair[1].0), "in order and once");
        let of = |name: &str| coordinates(&RegionName::parse(name).expect("a region"));
        assert_eq!(of("ap-northeast-2"), Some(Coordinates { north: 37.0, east: 127.0 }));
        assert_eq!(of("xx-nowhere-1"), None);
    }
}

//! Address ranges: given out so that none overlaps another or one of the company's own.

use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;

/// A private IPv4 range in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr {
    base: u32,
    prefix: u8,
}

/// Why a text is no range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no address range: write it like 10.20.0.0/16")]
pub struct InvalidCidr(pub String);

/// No free range is left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("No free address range of /{prefix} is left in {pool}; ask the platform team for a larger pool.")]
pub struct NoRange {
    pub prefix: u8,
    pub pool: Cidr,
}

impl Cidr {
    /// Reads `a.b.c.d/n`; bits behind the prefix must be zero, as AWS wants it.
    pub fn parse(text: &str) -> Result<Self, InvalidCidr> {
        let invalid = || InvalidCidr(text.to_owned());
        let (address, prefix) = text.split_once('/').ok_or_else(invalid)?;
        let base = u32::from(address.parse::<Ipv4Addr>().map_err(|_| invalid())?);
        let prefix: u8 = prefix.parse().map_err(|_| invalid())?;
        if prefix > 32 || u64::from(base) % size_of(prefix) != 0 {
            return Err(invalid());
        }
        Ok(Cidr { base, prefix })
    }

    pub fn prefix(self) -> u8 {
        self.prefix
    }

    /// Whether the two share an address.
    pub fn overlaps(self, other: Cidr) -> bool {
        self.start() < other.end() && other.start() < self.end()
    }

    fn start(self) -> u64 {
        u64::from(self.base)
    }

    /// The first address behind the range.
    fn end(self) -> u64 {
        self.start() + size_of(self.prefix)
    }
}

fn size_of(prefix: u8) -> u64 {
    1 << (32 - u32::from(prefix.min(32)))
}

/// The lowest range of the wanted size inside `pool` that touches none of `taken`.
pub fn next_free(pool: Cidr, prefix: u8, taken: &[Cidr]) -> Result<Cidr, NoRange> {
    let none = NoRange { prefix, pool };
    if prefix < pool.prefix || prefix > 32 {
        return Err(none);
    }
    let size = size_of(prefix);
    let mut occupied: Vec<(u64, u64)> = taken.iter().map(|c| (c.start(), c.end())).collect();
    occupied.sort_unstable();
    let mut candidate = pool.start();
    for (start, end) in occupied {
        if candidate + size <= start {
            break;
        }
        if end > candidate {
            candidate = end.next_multiple_of(size);
        }
    }
    match u32::try_from(candidate) {
        Ok(base) if candidate + size <= pool.end() => Ok(Cidr { base, prefix }),
        _ => Err(none),
    }
}

impl std::fmt::Display for Cidr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from(self.base), self.prefix)
    }
}

impl TryFrom<String> for Cidr {
    type Error = InvalidCidr;
    fn try_from(text: String) -> Result<Self, InvalidCidr> {
        Cidr::parse(&text)
    }
}

impl From<Cidr> for String {
    fn from(cidr: Cidr) -> String {
        cidr.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cidr(text: &str) -> Cidr {
        Cidr::parse(text).expect("a range")
    }

    #[test]
    fn only_aligned_ranges_parse() {
        for good in ["10.0.0.0/8", "10.64.16.0/20", "0.0.0.0/0", "1.2.3.4/32"] {
            assert_eq!(cidr(good).to_string(), good);
        }
        for bad in ["10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "a/8", "", "10.0.0.0/-1"] {
            assert!(Cidr::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_lowest_gap_that_fits_is_given_out() {
        let table: [(&[&str], u8, Option<&str>); 7] = [
            (&[], 20, Some("10.64.0.0/20")),
            (&["10.64.0.0/20"], 20, Some("10.64.16.0/20")),
            (&["10.64.16.0/20"], 20, Some("10.64.0.0/20")),
            (&["10.64.0.0/24"], 20, Some("10.64.16.0/20")),
            (&["10.64.0.0/17", "10.64.128.0/18"], 18, Some("10.64.192.0/18")),
            (&["10.0.0.0/8"], 20, None),
            (&[], 15, None),
        ];
        for (taken, prefix, expected) in table {
            let taken: Vec<Cidr> = taken.iter().map(|text| cidr(text)).collect();
            let given = next_free(cidr("10.64.0.0/16"), prefix, &taken).ok().map(|c| c.to_string());
            assert_eq!(given.as_deref(), expected, "{taken:?} /{prefix}");
        }
    }

    #[test]
    fn a_pool_is_used_up_without_overlap() {
        let (pool, corporate) = (cidr("10.64.0.0/16"), cidr("10.64.32.0/19"));
        let mut taken = vec![corporate];
        while let Ok(range) = next_free(pool, 20, &taken) {
            assert!(pool.overlaps(range));
            assert!(taken.iter().all(|other| !other.overlaps(range)), "{range}");
            taken.push(range);
        }
        assert_eq!(taken.len(), 1 + 14);
    }
}

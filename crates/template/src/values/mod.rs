//! Parameter values against what CloudFormation will hold them to.

pub(crate) mod pattern;

/// Whether a text is an IPv4 or IPv6 range: an address, a slash, a prefix length.
pub(crate) fn is_cidr(text: &str) -> bool {
    let Some((address, prefix)) = text.trim().split_once('/') else { return false };
    let longest = match address.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(_)) => 32,
        Ok(std::net::IpAddr::V6(_)) => 128,
        Err(_) => return false,
    };
    prefix.parse::<u8>().is_ok_and(|bits| bits <= longest)
}

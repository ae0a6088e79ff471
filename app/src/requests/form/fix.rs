//! What somebody probably meant: a value that would fit, offered beside the one that does not.

use domain::address::Cidr;
use domain::template::{Control, Parameter};

/// A name made of what was typed: `Live API` → `live-api`. `None` when nothing would be left or changed.
pub fn name(text: &str, longest: usize) -> Option<String> {
    let mut slug = String::new();
    for letter in text.trim().chars().map(|letter| letter.to_ascii_lowercase()) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let start = slug.find(|letter: char| letter.is_ascii_lowercase())?;
    let short: String = slug[start..].chars().take(longest).collect();
    let short = short.trim_end_matches('-');
    (!short.is_empty() && short != text).then(|| short.to_owned())
}

/// A value of this parameter that would fit; `None` when there is no good guess.
pub fn value(parameter: &Parameter, text: &str) -> Option<String> {
    let trimmed = text.trim();
    let guess = match parameter.control {
        Control::Password => None,
        Control::Number => number(parameter, trimmed),
        Control::Cidr => range(trimmed),
        Control::List | Control::NumberList | Control::ResourceList => Some(list(trimmed)),
        _ => shortened(parameter, trimmed),
    };
    guess.or_else(|| allowed(parameter, trimmed)).filter(|guess| guess != text && !guess.is_empty())
}

fn allowed(parameter: &Parameter, text: &str) -> Option<String> {
    let values = &parameter.constraints.allowed_values;
    values.iter().find(|value| value.eq_ignore_ascii_case(text)).cloned()
}

/// The nearest number within the bounds.
fn number(parameter: &Parameter, text: &str) -> Option<String> {
    let constraints = &parameter.constraints;
    let value: f64 =
        text.replace([',', '_', ' '], "").parse().ok().filter(|value: &f64| value.is_finite())?;
    let low = constraints.min_value.map_or(value, |least| value.max(least));
    Some(constraints.max_value.map_or(low, |most| low.min(most)).to_string())
}

/// The range that the address lies in: bits behind the prefix are cleared.
fn range(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/')?;
    let address: std::net::Ipv4Addr = address.trim().parse().ok()?;
    let prefix: u32 = prefix.trim().parse().ok().filter(|prefix| *prefix <= 32)?;
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    let base = std::net::Ipv4Addr::from(u32::from(address) & mask);
    Cidr::parse(&format!("{base}/{prefix}")).ok().map(|cidr| cidr.to_string())
}

fn list(text: &str) -> String {
    let parts = text.split([',', ';', '\n', ' ']).map(str::trim).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(",")
}

fn shortened(parameter: &Parameter, text: &str) -> Option<String> {
    let longest = usize::try_from(parameter.constraints.max_length?).ok()?;
    (text.chars().count() > longest).then(|| text.chars().take(longest).collect())
}

//! The forms that Backstage holds names, keys and addresses to.

const LONGEST: usize = 63;
const LONGEST_DOMAIN: usize = 253;

/// `live-api`, `Live.API_2`: of entities and label values.
pub fn is_name(text: &str) -> bool {
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    text.len() <= LONGEST
        && ends(bytes.first())
        && ends(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// `team-a`: of namespaces.
pub fn is_label(text: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    fits(text) && text.bytes().all(|byte| good(byte) || byte == b'-') && edged(text, good)
}

fn edged(text: &str, good: impl Fn(u8) -> bool) -> bool {
    let ends = [text.bytes().next(), text.bytes().last()];
    ends.into_iter().all(|byte| byte.is_some_and(&good))
}

fn fits(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
}

/// `backstage.io`.
fn is_domain(text: &str) -> bool {
    text.len() <= LONGEST_DOMAIN && text.split('.').all(is_label)
}

/// `name` or `example.com/name`: of labels and annotations.
pub fn is_key(text: &str) -> bool {
    prefixed(text, is_name)
}

/// `v1` or `backstage.io/v1alpha1`.
pub fn is_api_version(text: &str) -> bool {
    prefixed(text, |version| fits(version) && version.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn prefixed(text: &str, is_suffix: impl Fn(&str) -> bool) -> bool {
    match text.split_once('/') {
        None => is_suffix(text),
        Some((prefix, suffix)) => is_domain(prefix) && is_suffix(suffix),
    }
}

/// `Component`.
pub fn is_kind(text: &str) -> bool {
    fits(text)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && text.as_bytes()[0].is_ascii_alphabetic()
}

/// `java`, `c++`, `lang:go-1`.
pub fn is_tag(text: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":+#".contains(&byte);
    fits(text) && text.split('-').all(|part| !part.is_empty() && part.bytes().all(good))
}

/// What browsers take for an absolute address.
pub fn is_url(text: &str) -> bool {
    url::Url::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(check: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        good.iter().for_each(|text| assert!(check(text), "{text}"));
        bad.iter().for_each(|text| assert!(!check(text), "{text}"));
    }

    #[test]
    fn names_and_keys() {
        let (longest, too_long) = ("a".repeat(63), "a".repeat(64));
        holds(is_name, &["a", "A.b_c-d", "1", &longest], &["", "-a", "a-", "a b", "é", ".", &too_long]);
        holds(is_label, &["a", "a-b", "a--b", "1"], &["", "A", "a_b", "a.b", "-a", "a-", &too_long]);
        holds(
            is_key,
            &["a", "backstage.io/techdocs-ref", "a.b/C_d"],
            &["", "/a", "a/", "a/b/c", "A.b/c", "a b"],
        );
        holds(
            is_api_version,
            &["v1", "backstage.io/v1alpha1"],
            &["", "backstage.io/", "a/b/c", "v1-a", "a/v1.2"],
        );
        holds(is_kind, &["Component", "API", "a1"], &["", "1a", "My-Kind", "Kind "]);
    }

    #[test]
    fn tags_and_addresses() {
        holds(
            is_tag,
            &["java", "c++", "c#", "a-b", "lang:go"],
            &["", "Java", "a_b", "a--b", "-a", "a-", "a b", "a.b"],
        );
        holds(
            is_url,
            &["https://a.example", "mailto:a@b", "slack://x", "http://localhost:3000/x y"],
            &["", "/docs", "example.com", "https://", "http://a b"],
        );
    }
}

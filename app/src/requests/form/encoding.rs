//! Forms on the wire: `application/x-www-form-urlencoded`, read without losing repeated names.

/// Name and value pairs in the order in which they were sent. Broken escapes are kept as they are.
pub fn decode(text: &str) -> Vec<(String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(decode_pair).collect()
}

fn decode_pair(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    (decode_text(name), decode_text(value))
}

fn decode_text(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match (byte, escaped(bytes, at)) {
            (b'+', _) => decoded.push(b' '),
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 2;
            }
            (other, _) => decoded.push(other),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn escaped(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = |place: usize| char::from(*bytes.get(place)?).to_digit(16);
    u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok()
}

/// The opposite of [`decode`]; also good for the query of an address.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        escape(&mut text, name.as_ref());
        text.push('=');
        escape(&mut text, value.as_ref());
    }
    text
}

fn escape(text: &mut String, part: &str) {
    use std::fmt::Write as _;
    for byte in part.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => {
                text.push(char::from(byte));
            }
            b' ' => text.push('+'),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes_to_the_same() {
        let pairs = [
            ("target", "dev/us-east-1"),
            ("target", "prod/*"),
            ("p.Name", "a b&c=d+e%"),
            ("reason", "라이브 방송 😀\r\n둘째 줄"),
            ("empty", ""),
        ];
        let text = encode(pairs);
        assert!(text.starts_with("target=dev/us-east-1&target=prod/*&p.Name=a+b%26c%3Dd%2Be%25&"), "{text}");
        let decoded = decode(&text);
        let again: Vec<(&str, &str)> = decoded.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(again, pairs);
    }

    #[test]
    fn broken_forms_are_read_as_far_as_they_go() {
        let table = [
            ("", vec![]),
            ("&&", vec![]),
            ("a", vec![("a", "")]),
            ("a=b=c", vec![("a", "b=c")]),
            ("a=%", vec![("a", "%")]),
            ("a=%zz%4", vec![("a", "%zz%4")]),
            ("a=%ff", vec![("a", "\u{fffd}")]),
            ("=x", vec![("", "x")]),
        ];
        for (text, expected) in table {
            let decoded = decode(text);
            let pairs: Vec<(&str, &str)> = decoded.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(pairs, expected, "{text}");
        }
    }
}

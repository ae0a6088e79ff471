//! Texts that stand in addresses and in hand-written HTML.

/// Fit to stand in a query or path: everything but letters, digits and `-_.~` is percent-encoded.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Appends a text so that HTML takes it as text, in elements and in quoted attributes.
pub fn escape_into(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(encode("a b/é&"), "a%20b%2F%C3%A9%26");
        let mut out = String::new();
        escape_into(&mut out, "<script>\"&\"");
        assert_eq!(out, "&lt;script&gt;&quot;&amp;&quot;");
    }
}

use leptos::prelude::*;

/// A long name that may break where people would break it, and nowhere else: `AWS::`, `Task`, `Definition`, `10.`.
pub fn breakable(name: &str) -> Vec<AnyView> {
    pieces(name).into_iter().map(|piece| view! { {piece.to_owned()}<wbr/> }.into_any()).collect()
}

/// Ends after colons, dots and slashes, and before capitals that follow a small letter.
fn pieces(name: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut last) = (0, ' ');
    for (place, letter) in name.char_indices() {
        let hump = last.is_lowercase() && letter.is_uppercase();
        let mark = matches!(last, ':' | '.' | '/') && letter != last;
        if place > start && (hump || mark) {
            pieces.extend(name.get(start..place));
            start = place;
        }
        last = letter;
    }
    pieces.extend(name.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_where_people_would_break_them() {
        let table: [(&str, &[&str]); 6] = [
            ("AWS::EC2::VPCEndpoint", &["AWS::", "EC2::", "VPCEndpoint"]),
            ("AWS::SecretsManager::Secret", &["AWS::", "Secrets", "Manager::", "Secret"]),
            ("BackupRetentionDays", &["Backup", "Retention", "Days"]),
            ("10.64.128.0/20", &["10.", "64.", "128.", "0/", "20"]),
            ("한글Name", &["한글Name"]),
            ("", &[]),
        ];
        for (name, expected) in table {
            assert_eq!(pieces(name), expected, "{name}");
        }
    }
}

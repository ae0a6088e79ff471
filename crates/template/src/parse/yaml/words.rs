//! Plain words that YAML reads as something else than text.

/// Whether an unquoted word stands for nothing.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The value of an unquoted word that is a boolean. CloudFormation follows YAML 1.1 here: `Default: Yes` arrives as
/// `true`, in the form and in every property. It leaves `y` and `n` alone.
pub(super) fn boolean(text: &str) -> Option<&'static str> {
    match text {
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => Some("true"),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => Some("false"),
        _ => None,
    }
}

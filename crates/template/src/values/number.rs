/// A number as CloudFormation takes it: decimal digits with an optional sign, fraction and exponent.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse::<f64>().ok().filter(|number| is_number && number.is_finite())
}

/// A bound as its author wrote it, without a needless `.0`.
pub(super) fn shown(number: f64) -> String {
    format!("{number}")
}

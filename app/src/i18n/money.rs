//! Amounts.

use super::Lang;

/// US dollars a month: `$1,234.50/mo`.
pub fn monthly(lang: Lang, usd: f64) -> String {
    let cents = (usd * 100.0).round();
    let amount = format!("{}.{:02}", grouped((cents / 100.0).trunc()), (cents.abs() % 100.0).trunc());
    match lang {
        Lang::En => format!("${amount}/mo"),
        Lang::Ko => format!("월 ${amount}"),
    }
}

/// A whole number with its thousands set apart, as both languages write it.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn grouped(whole: f64) -> String {
    // Saturates; no estimate comes near.
    number(whole as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_and_rounded_to_cents() {
        let table = [
            (0.0, "$0.00/mo"),
            (12.345, "$12.35/mo"),
            (999.999, "$1,000.00/mo"),
            (1_234_567.8, "$1,234,567.80/mo"),
        ];
        for (usd, text) in table {
            assert_eq!(monthly(Lang::En, usd), text);
        }
        assert_eq!(monthly(Lang::Ko, 5.0), "월 $5.00");
        assert_eq!(number(-1_234), "-1,234");
    }
}

//! What a value has to look like, told beside the field.

use crate::i18n::{Lang, number};
use domain::template::Constraints;

/// One sentence, or nothing when anything goes. Allowed values are told by the control itself.
pub fn told(lang: Lang, constraints: &Constraints) -> String {
    if let Some(words) = &constraints.description {
        return sentence(words);
    }
    let parts = [values(lang, constraints), lengths(lang, constraints)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// AWS has authors write what comes after "must be": here it stands by itself.
fn sentence(words: &str) -> String {
    let mut letters = words.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let stop = if letters.as_str().ends_with('…') { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

fn values(lang: Lang, constraints: &Constraints) -> Option<String> {
    Some(match (lang, constraints.min_value, constraints.max_value) {
        (_, None, None) => return None,
        (Lang::En, Some(least), Some(most)) => format!("From {least} to {most}."),
        (Lang::Ko, Some(least), Some(most)) => format!("{least}에서 {most}까지."),
        (Lang::En, Some(least), None) => format!("At least {least}."),
        (Lang::Ko, Some(least), None) => format!("{least} 이상."),
        (Lang::En, None, Some(most)) => format!("At most {most}."),
        (Lang::Ko, None, Some(most)) => format!("{most} 이하."),
    })
}

fn lengths(lang: Lang, constraints: &Constraints) -> Option<String> {
    let count = |value: u64| number(i64::try_from(value).unwrap_or(i64::MAX));
    let least = constraints.min_length.filter(|least| *least > 1).map(count);
    let most = constraints.max_length.map(count);
    Some(match (lang, least, most) {
        (_, None, None) => return None,
        (Lang::En, Some(least), Some(most)) => format!("{least} to {most} characters."),
        (Lang::Ko, Some(least), Some(most)) => format!("{least}~{most}자."),
        (Lang::En, Some(least), None) => format!("At least {least} characters."),
        (Lang::Ko, Some(least), None) => format!("{least}자 이상."),
        (Lang::En, None, Some(most)) => format!("Up to {most} characters."),
        (Lang::Ko, None, Some(most)) => format!("{most}자 이하."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_in_one_sentence() {
        let free = Constraints::default();
        let number =
            Constraints { min_value: Some(1.0), max_value: Some(65_535.0), ..Constraints::default() };
        let text = Constraints { min_length: Some(1), max_length: Some(4_096), ..Constraints::default() };
        let own = Constraints { description: Some("must be a port".into()), ..number.clone() };
        let table = [
            (&free, "", ""),
            (&number, "From 1 to 65535.", "1에서 65535까지."),
            (&text, "Up to 4,096 characters.", "4,096자 이하."),
            (&own, "Must be a port.", "Must be a port."),
        ];
        for (constraints, en, ko) in table {
            assert_eq!(
                (told(Lang::En, constraints).as_str(), told(Lang::Ko, constraints).as_str()),
                (en, ko)
            );
        }
    }
}

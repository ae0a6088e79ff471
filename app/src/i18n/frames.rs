//! Sentences with something of their own in them, word by word.

/// An English sentence and the Korean one, `{}` for what differs. The Korean one may leave parts out and turn them round:
/// `{0}` is the first one of the English sentence, `{1}` the second.
pub type Frame = (&'static str, &'static str);

/// The Korean sentence of the first frame that the message fits; `part` says what differs in Korean where it can.
pub fn korean(frames: &[Frame], message: &str, part: impl Fn(&str) -> String) -> Option<String> {
    frames.iter().find_map(|(english, korean)| {
        let parts = parts(english, message)?;
        Some(filled(korean, &parts.into_iter().map(&part).collect::<Vec<_>>()))
    })
}

/// What stands for each `{}`, when the rest is the same.
fn parts<'a>(frame: &str, message: &'a str) -> Option<Vec<&'a str>> {
    let mut literals = frame.split("{}");
    let mut rest = message.strip_prefix(literals.next()?)?;
    let mut found = Vec::new();
    let mut literals = literals.peekable();
    while let Some(literal) = literals.next() {
        let last = literals.peek().is_none();
        let end = if last { rest.strip_suffix(literal)?.len() } else { rest.find(literal)? };
        let (part, after) = rest.split_at(end);
        found.push(part);
        rest = &after[literal.len()..];
    }
    rest.is_empty().then_some(found)
}

fn filled(korean: &str, parts: &[String]) -> String {
    let mut told = korean.to_owned();
    for (place, part) in parts.iter().enumerate() {
        told = told.replace(&format!("{{{place}}}"), part);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_and_may_change_places() {
        let frames =
            [("must be from {} to {}", "{0} 이상 {1} 이하"), ("{} is {}.", "{1}: {0}"), ("whole", "전체")];
        let told = |message| korean(&frames, message, str::to_owned);
        assert_eq!(told("must be from 1 to 5").as_deref(), Some("1 이상 5 이하"));
        assert_eq!(told("a is b is c.").as_deref(), Some("b is c: a"));
        assert_eq!(told("whole").as_deref(), Some("전체"));
        for other in ["must be from 1", "whole.", "a is b", ""] {
            assert_eq!(told(other), None, "{other}");
        }
        assert_eq!(korean(&frames, "a is b.", |part| part.to_uppercase()).as_deref(), Some("B: A"));
    }
}

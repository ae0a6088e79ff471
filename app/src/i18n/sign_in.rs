//! Why somebody was not signed in, in Korean. The provider's own words stay as they are.

const ASTRAY: &str =
    "This sign-in was not begun in this browser, or too long ago. Nobody was signed in; begin again.";

/// The refusal in Korean; `None` when it is not one of these.
pub fn korean(message: &str) -> Option<String> {
    if message == ASTRAY {
        let korean = "이 브라우저에서 시작하지 않았거나 너무 오래된 로그인입니다. 로그인되지 않았으니 다시 시작하세요.";
        return Some(korean.to_owned());
    }
    let between = |middle: &str, end: &str| message.strip_suffix(end)?.split_once(middle);
    if let Some((title, words)) =
        between(" did not let you in: ", ". Try again; if it stays, tell your platform team.")
    {
        return Some(format!(
            "{title} 로그인이 거부되었습니다: {words}. 다시 시도하고, 계속되면 플랫폼 팀에 알리세요."
        ));
    }
    if let Some((title, words)) = between(" could not be asked who you are: ", ". Try again in a moment.") {
        return Some(format!("{title}에서 사용자를 확인하지 못했습니다: {words}. 잠시 후 다시 시도하세요."));
    }
    if let Some((title, _)) = between("'s answer could not be trusted", "Tell your platform team.") {
        return Some(format!("{title}의 응답을 신뢰할 수 없어 로그인하지 않았습니다. 플랫폼 팀에 알리세요."));
    }
    let (title, login) = between(
        " knows you as ",
        ", but nothing that you belong to there has a role here. Ask your platform team.",
    )?;
    Some(format!(
        "{title}에서 {login} 님을 확인했지만, 속한 팀이나 그룹에 여기에서의 역할이 없습니다. 플랫폼 팀에 문의하세요."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_words_are_kept() {
        for (english, part) in [
            (ASTRAY, "이 브라우저"),
            (
                "GitHub did not let you in: no access. Try again; if it stays, tell your platform team.",
                "no access",
            ),
            ("Acme could not be asked who you are: silence. Try again in a moment.", "silence"),
            (
                "Acme's answer could not be trusted, so nobody was signed in. Tell your platform team.",
                "Acme의 응답",
            ),
            (
                "GitHub knows you as mina, but nothing that you belong to there has a role here. Ask your platform team.",
                "mina 님",
            ),
        ] {
            let korean = korean(english).unwrap_or_default();
            assert!(korean.contains(part), "{english}: {korean}");
        }
        assert_eq!(korean("something new"), None);
    }
}

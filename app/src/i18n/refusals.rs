//! Why something was not done that somebody asked for in a form, in Korean.

use super::fields;
use super::frames::{self, Frame};

const DONE: [Frame; 13] = [
    ("The team has no service {}.", "이 팀에 없는 서비스입니다: {0}"),
    ("Nothing was frozen: {}.", "동결하지 않았습니다: {0}"),
    ("Nothing was kept: {}.", "저장하지 않았습니다: {0}"),
    ("Nothing was started: {}.", "시작하지 않았습니다: {0}"),
    ("Nothing was recorded: {}.", "기록하지 않았습니다: {0}"),
    ("Nothing was changed: {}.", "아무것도 바꾸지 않았습니다: {0}"),
    ("No channel was made: {}.", "채널을 만들지 않았습니다: {0}"),
    ("Nobody was named: {}.", "대리 승인자를 지정하지 않았습니다: {0}"),
    ("That is no access token of GitHub's.", "GitHub 액세스 토큰이 아닙니다."),
    (
        "GitHub cannot be asked whose token that is. Nothing was kept; try again in a moment.",
        "GitHub에서 토큰 소유자를 확인할 수 없습니다. 저장하지 않았으니 잠시 후 다시 시도하세요.",
    ),
    ("Nobody of that name may work on this incident.", "이 장애를 맡을 수 없는 사람입니다."),
    (
        "A token is valid for 1 to {} days, or until it is revoked.",
        "토큰은 1~{0}일 동안, 또는 폐기할 때까지 유효합니다.",
    ),
    (
        "Choose at least one scope: read, write or approve.",
        "읽기, 쓰기, 승인 중 하나 이상의 범위를 고르세요.",
    ),
];

const CLAUSES: [Frame; 18] = [
    (
        "there is no time zone {}; write one such as Asia/Seoul",
        "없는 시간대입니다: {0}. Asia/Seoul처럼 적으세요.",
    ),
    (
        "from and until must both be dates, or both be days of the week",
        "시작과 끝은 둘 다 날짜이거나 둘 다 요일이어야 합니다.",
    ),
    (
        "{} is neither like 2026-12-20T18:00 nor like Fri 18:00",
        "2026-12-20T18:00이나 Fri 18:00 형식이 아닙니다: {0}",
    ),
    ("the window ends at {}, before it begins at {}", "끝나는 시각({0})이 시작하는 시각({1})보다 앞섭니다."),
    ("that time is over", "이미 지난 시각입니다."),
    ("this freeze window has ended already", "이미 끝난 동결입니다."),
    ("{} is no mail address", "메일 주소가 아닙니다: {0}"),
    ("mail goes to {} only", "다음 도메인에만 메일을 보냅니다: {0}"),
    ("name 1 to {} mail addresses", "메일 주소를 1~{0}개 입력하세요."),
    ("an address has at most {} characters", "주소는 {0}자까지 쓸 수 있습니다."),
    (
        "a secret is whsec_ and 24 to 64 bytes in base64; leave it blank and one is made",
        "비밀 키는 whsec_ 뒤에 base64로 된 24~64바이트입니다. 비워 두면 새로 만듭니다.",
    ),
    ("that is the name of no branch or tag", "브랜치나 태그 이름이 아닙니다."),
    ("that is no day", "올바른 날짜가 아닙니다."),
    ("there is no region {}", "없는 리전입니다: {0}"),
    ("there is no stage {}", "없는 단계입니다: {0}"),
    (
        "a rejection, or a wish for changes, needs a comment that says why",
        "반려하거나 수정을 요청하려면 이유를 적어야 합니다.",
    ),
    ("it would be over before it begins", "시작하기 전에 끝나는 기간입니다."),
    ("it may last for {} days at most", "최대 {0}일까지 지정할 수 있습니다."),
];

/// The sentence in Korean; `None` when it is not one of these.
pub fn korean(message: &str) -> Option<String> {
    let clause = |text: &str| clause(text).unwrap_or_else(|| text.to_owned());
    frames::korean(&DONE, message, clause).or_else(|| self::clause(message))
}

fn clause(text: &str) -> Option<String> {
    frames::korean(&CLAUSES, text, str::to_owned).or_else(|| fields::korean(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_in_korean() {
        let table = [
            ("Nothing was frozen: that time is over.", "동결하지 않았습니다: 이미 지난 시각입니다."),
            (
                "Nothing was kept: \"a@\" is no mail address.",
                "저장하지 않았습니다: 메일 주소가 아닙니다: \"a@\"",
            ),
            ("mail goes to acme.dev only", "다음 도메인에만 메일을 보냅니다: acme.dev"),
            ("Nothing was started: something new.", "시작하지 않았습니다: something new"),
        ];
        for (english, told) in table {
            assert_eq!(korean(english).as_deref(), Some(told), "{english}");
        }
        assert_eq!(korean("something new"), None);
    }
}

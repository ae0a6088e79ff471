//! What the domain says in English, in the reader's language: errors and what they are about.
//!
//! The domain has one wording, which scripts get as well. Pages word it anew where they know the sentence; one that is
//! not known stays as it is, which is better than hiding it.

use super::{Lang, fields};

/// Whole sentences.
const SENTENCES: [(&str, &str); 12] = [
    ("There is nothing at this address.", "이 주소에는 아무것도 없습니다."),
    ("There is no page at this address.", "이 주소에는 페이지가 없습니다."),
    ("Your session has ended. Sign in again to go on.", "세션이 끝났습니다. 계속하려면 다시 로그인하세요."),
    (
        "Slipway could not finish this. Look whether it took effect before you try again.",
        "작업을 끝내지 못했습니다. 다시 시도하기 전에 반영되었는지 확인하세요.",
    ),
    (
        "Slipway did not understand what was sent. Nothing was changed.",
        "보낸 내용을 이해하지 못했습니다. 아무것도 바뀌지 않았습니다.",
    ),
    (
        "Slipway does not answer. Nothing was sent; check the connection and try again.",
        "Slipway가 응답하지 않습니다. 전송되지 않았으니 연결을 확인하고 다시 시도하세요.",
    ),
    (
        "This took too long and was given up. Look whether it took effect before repeating it.",
        "시간이 너무 오래 걸려 중단했습니다. 다시 시도하기 전에 이미 반영되었는지 확인하세요.",
    ),
    (
        "The body is larger than 2 MB. Nothing was changed.",
        "보낸 내용이 2 MB보다 큽니다. 아무것도 바뀌지 않았습니다.",
    ),
    ("You may not do this.", "이 작업을 할 권한이 없습니다."),
    (
        "Some values do not fit the template; nothing was sent.",
        "템플릿에 맞지 않는 값이 있어 보내지 않았습니다.",
    ),
    (
        "Some of what was sent does not fit; nothing was started.",
        "보낸 내용 중 맞지 않는 것이 있어 시작하지 않았습니다.",
    ),
    ("Nothing was deleted: the name is missing.", "이름이 입력되지 않아 삭제하지 않았습니다."),
];

/// The message in the reader's language.
pub fn told(lang: Lang, message: &str) -> String {
    let korean = match lang {
        Lang::En => None,
        Lang::Ko => korean(message),
    };
    korean.unwrap_or_else(|| message.to_owned())
}

fn korean(message: &str) -> Option<String> {
    let whole = SENTENCES.iter().find(|(english, _)| *english == message);
    whole
        .map(|(_, korean)| (*korean).to_owned())
        .or_else(|| refused(message))
        .or_else(|| missing(message))
        .or_else(|| fields::korean(message))
        .or_else(|| of_server(message))
}

/// What only pages of the server say.
#[cfg(feature = "ssr")]
fn of_server(message: &str) -> Option<String> {
    use super::{pipelines, refusals, sign_in};
    sign_in::korean(message).or_else(|| pipelines::korean(message)).or_else(|| refusals::korean(message))
}

#[cfg(not(feature = "ssr"))]
fn of_server(_message: &str) -> Option<String> {
    None
}

/// "You may not do this: …." The reason has its own words, see `domain::permission`.
fn refused(message: &str) -> Option<String> {
    let reason = message.strip_prefix("You may not do this: ")?;
    Some(format!("이 작업을 할 권한이 없습니다: {reason}"))
}

/// "There is no request req_1."
fn missing(message: &str) -> Option<String> {
    const KINDS: [(&str, &str); 19] = [
        ("access token ", "액세스 토큰"),
        ("action ", "작업"),
        ("channel ", "알림 채널"),
        ("delegation ", "대리 승인"),
        ("delivery ", "전송 기록"),
        ("draft ", "초안"),
        ("environment ", "환경"),
        ("freeze window ", "배포 동결"),
        ("health of ", "상태"),
        ("incident ", "장애"),
        ("job ", "작업"),
        ("probe location ", "프로브 위치"),
        ("region ", "리전"),
        ("release ", "릴리스"),
        ("request ", "요청"),
        ("rollout ", "배포"),
        ("service ", "서비스"),
        ("stage ", "단계"),
        ("template ", "템플릿"),
    ];
    let what = message.strip_prefix("There is no ")?.strip_suffix('.')?;
    let (word, name) = KINDS.iter().find_map(|(kind, word)| Some((*word, what.strip_prefix(kind)?)))?;
    let name = name.strip_suffix(" of yours").unwrap_or(name);
    Some(format!("다음 항목이 없습니다: {word} {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_told_in_korean() {
        let table = [
            ("You may not do this.", "이 작업을 할 권한이 없습니다."),
            ("There is no page at this address.", "이 주소에는 페이지가 없습니다."),
            ("There is no request req_1.", "다음 항목이 없습니다: 요청 req_1"),
            ("There is no access token tok_1 of yours.", "다음 항목이 없습니다: 액세스 토큰 tok_1"),
            ("There is no template “web”.", "다음 항목이 없습니다: 템플릿 “web”"),
            ("There is no incident inc_1.", "다음 항목이 없습니다: 장애 inc_1"),
            ("must be a number", "숫자여야 합니다."),
            ("You may not do this: so.", "이 작업을 할 권한이 없습니다: so."),
            ("something new", "something new"),
        ];
        for (english, korean) in table {
            assert_eq!(told(Lang::Ko, english), korean);
            assert_eq!(told(Lang::En, english), english);
        }
    }
}

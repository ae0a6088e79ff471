//! What is wrong with a field, in Korean: names, the rules of templates, and texts of people.

use super::frames::{self, Frame};

const NAMES: [Frame; 8] = [
    ("a team's name", "팀 이름"),
    ("a service's name", "서비스 이름"),
    ("a stage's name", "단계 이름"),
    ("a region's name", "리전 이름"),
    ("an environment's name", "환경 이름"),
    ("a probe location's name", "프로브 위치 이름"),
    ("a template's name", "템플릿 이름"),
    ("it", "값"),
];

/// What the rules of `domain::names`, of templates' parameters and of forms say.
const RULES: [Frame; 39] = [
    ("must not be empty", "비워 둘 수 없습니다."),
    ("is required", "꼭 입력해야 합니다."),
    ("must have at most {} characters, and has {}", "{0}자 이하여야 하는데 {1}자입니다."),
    ("must have at least {} characters, and has {}", "{0}자 이상이어야 하는데 {1}자입니다."),
    ("must have exactly {} characters, and has {}", "{0}자여야 하는데 {1}자입니다."),
    ("must have from {} to {} characters, and has {}", "{0}~{1}자여야 하는데 {2}자입니다."),
    ("must have at most {} characters", "{0}자 이하여야 합니다."),
    ("must have at most {} bytes", "{0}바이트 이하여야 합니다."),
    (
        "may contain lowercase letters a to z, digits and hyphens only",
        "영문 소문자, 숫자, 하이픈만 쓸 수 있습니다.",
    ),
    ("must start with a letter", "영문자로 시작해야 합니다."),
    (
        "must not end with a hyphen or contain two in a row",
        "하이픈으로 끝날 수 없으며, 하이픈을 연달아 쓸 수도 없습니다.",
    ),
    ("must not contain slashes or control characters", "슬래시나 제어 문자를 쓸 수 없습니다."),
    ("must be a number", "숫자여야 합니다."),
    ("must be a whole number", "정수여야 합니다."),
    ("must be one of the {} allowed values", "허용된 값 {0}개 중 하나여야 합니다."),
    ("must be one of: {}", "다음 중 하나여야 합니다: {0}"),
    ("must be one of {}", "다음 중 하나여야 합니다: {0}"),
    ("must be from {} to {}", "{0} 이상 {1} 이하여야 합니다."),
    ("must be exactly {}", "{0}이어야 합니다."),
    ("must be like {}", "다음 형식이어야 합니다: {0}"),
    ("must be at least {}", "{0} 이상이어야 합니다."),
    ("must be at most {}", "{0} 이하여야 합니다."),
    ("must match the pattern {}", "다음 형식이어야 합니다: {0}"),
    (
        "has {} bytes, and CloudFormation takes at most {}",
        "{0}바이트로, CloudFormation 한도인 {1}바이트를 넘습니다.",
    ),
    ("has a problem in element {}: it {}", "{0}번째 값: {1}"),
    ("must be in the future", "현재 시각 이후여야 합니다."),
    ("must name services of the team", "그 팀의 서비스여야 합니다."),
    ("must name a configured stage", "설정된 단계를 골라야 합니다."),
    ("must name configured stages", "설정된 단계를 골라야 합니다."),
    ("must be the name of a branch or tag", "브랜치나 태그 이름이어야 합니다."),
    (
        "must name somebody of a team whose services are affected",
        "영향을 받은 서비스의 팀에 속한 사람이어야 합니다.",
    ),
    (
        "must be an address that begins with https://, without a sign-in in it",
        "https://로 시작하고 로그인 정보가 없는 주소여야 합니다.",
    ),
    ("The {} may have at most {} characters.", "{0}: {1}자까지 쓸 수 있습니다."),
    ("{} needs a title of 1 to {} characters.", "제목은 1~{1}자로 입력하세요."),
    ("{} needs a name of 1 to {} characters.", "이름은 1~{1}자로 입력하세요."),
    ("{} needs a label of 1 to {} characters.", "이름표는 1~{1}자로 입력하세요."),
    ("{} of 1 to {} characters.", "1~{1}자로 입력해야 합니다."),
    (
        "{} without control characters and without such as turn text round.",
        "제어 문자나 글자 방향을 바꾸는 문자는 쓸 수 없습니다.",
    ),
    ("A note needs some text.", "메모 내용을 입력하세요."),
];

/// The sentence in Korean; `None` when it is not one of these.
pub fn korean(message: &str) -> Option<String> {
    described(message).or_else(|| rule(message)).or_else(|| name(message))
}

fn rule(message: &str) -> Option<String> {
    frames::korean(&RULES, message, |part| rule(part).unwrap_or_else(|| word(part).to_owned()))
}

/// A field in a sentence.
fn word(part: &str) -> &str {
    match part {
        "why" | "reason" => "사유",
        "comment" => "의견",
        "text" => "내용",
        "team" => "팀",
        "zone" => "시간대",
        other => other,
    }
}

/// "That does not work as a name: a service's name must start with a letter."
fn name(message: &str) -> Option<String> {
    let clause = message.strip_prefix("That does not work as a name: ");
    let clause = clause.and_then(|clause| clause.strip_suffix('.')).unwrap_or(message);
    NAMES.iter().find_map(|(what, korean)| {
        let rest = clause.strip_prefix(what)?.strip_prefix(' ')?;
        Some(format!("{korean}: {}", rule(rest)?))
    })
}

/// "must be from 1 to 5 (so many copies)": whoever wrote the template has explained it.
fn described(message: &str) -> Option<String> {
    let (problem, words) = message.strip_suffix(')')?.split_once(" (")?;
    Some(format!("{} ({words})", rule(problem)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_in_korean() {
        let table = [
            ("must have at most 40 characters", "40자 이하여야 합니다."),
            ("must have from 3 to 8 characters, and has 12", "3~8자여야 하는데 12자입니다."),
            ("must be from 1 to 5", "1 이상 5 이하여야 합니다."),
            ("must be one of: a, b", "다음 중 하나여야 합니다: a, b"),
            ("must be at least 1 (so many copies)", "1 이상이어야 합니다. (so many copies)"),
            ("has a problem in element 2: it must be a number", "2번째 값: 숫자여야 합니다."),
            ("A freeze window needs a title of 1 to 120 characters.", "제목은 1~120자로 입력하세요."),
            (
                "That does not work as a name: a service's name must start with a letter.",
                "서비스 이름: 영문자로 시작해야 합니다.",
            ),
            ("a team's name must not be empty", "팀 이름: 비워 둘 수 없습니다."),
        ];
        for (english, told) in table {
            assert_eq!(korean(english).as_deref(), Some(told), "{english}");
        }
        assert_eq!(korean("something new"), None);
    }

    #[test]
    fn the_domain_says_what_is_known_here() {
        for wrong in ["", "X", "1a", "a-", "a--b", &"a".repeat(99)] {
            let why = domain::names::ServiceName::parse(wrong).expect_err("no name");
            let message = domain::PortalError::from(why).message;
            assert!(korean(&message).is_some_and(|told| !told.is_ascii()), "{message}");
        }
    }
}

//! Why a workflow was not started, or cannot be shown, in Korean. The portal says it in English, for scripts as well.

const SENTENCES: [(&str, &str); 13] = [
    ("is required", "꼭 입력해야 합니다."),
    ("must be a whole number", "정수여야 합니다."),
    (
        "Some inputs do not fit the workflow; nothing was started.",
        "워크플로에 맞지 않는 입력이 있어 시작하지 않았습니다.",
    ),
    ("Nothing was started: an action needs a reason.", "이유가 없어 시작하지 않았습니다."),
    (
        "Nothing was started: somebody has asked for the same at this moment. Look at how that goes first.",
        "같은 작업이 이미 진행 중이어서 시작하지 않았습니다. 먼저 그 결과를 확인하세요.",
    ),
    (
        "GitHub cannot be reached. Nothing was changed; try again in a moment.",
        "GitHub에 연결할 수 없습니다. 아무것도 바뀌지 않았으니 잠시 후 다시 시도하세요.",
    ),
    (
        "GitHub does not answer. Look whether it took effect before you try it again.",
        "GitHub가 응답하지 않습니다. 다시 시도하기 전에 이미 반영되었는지 확인하세요.",
    ),
    (
        "GitHub gives a job's log when the job has ended. Its steps show how far it is.",
        "GitHub는 작업이 끝난 뒤에 로그를 제공합니다. 진행 상황은 단계에서 볼 수 있습니다.",
    ),
    (
        "GitHub does not have this log any more: it forgets logs after their retention, 90 days unless set otherwise.",
        "GitHub에 이 로그가 더 이상 없습니다. 보존 기간(기본 90일)이 지나면 로그가 삭제됩니다.",
    ),
    (
        "The log takes too long to come. Read it on GitHub, or try again in a moment.",
        "로그를 가져오는 데 너무 오래 걸립니다. GitHub에서 보거나 잠시 후 다시 시도하세요.",
    ),
    ("GitHub does not show the run yet.", "GitHub에 아직 실행이 표시되지 않습니다."),
    ("there is no run yet", "아직 실행이 없습니다."),
    (
        "its slipway.yaml cannot be read, so that nobody owns it",
        "slipway.yaml을 읽을 수 없어 소유한 팀을 알 수 없습니다.",
    ),
];

/// Beginnings and ends of sentences, with what stands in the middle.
const FRAMES: [(&str, &str, &str); 9] = [
    (
        "GitHub said no to the portal's token: ",
        ". Nothing was changed; whoever looks after Slipway has to grant the right.",
        "GitHub가 포털의 토큰을 거부했습니다: {}. 아무것도 바뀌지 않았습니다. Slipway 관리자가 권한을 부여해야 합니다.",
    ),
    ("GitHub said no to the portal's token: ", "", "GitHub가 포털의 토큰을 거부했습니다: {}"),
    ("GitHub refused: ", ".", "GitHub가 거부했습니다: {}."),
    (
        "GitHub does not have ",
        ", or the portal's token may not see it.",
        "GitHub에 다음 항목이 없거나 포털의 토큰으로 볼 수 없습니다: {}",
    ),
    (
        "GitHub asks the portal to slow down until ",
        " UTC. Try again then.",
        "GitHub가 호출을 제한했습니다. {} UTC 이후에 다시 시도하세요.",
    ),
    ("There is no workflow ", ".", "워크플로가 없습니다: {}"),
    (
        "There is no repository ",
        " that Slipway knows; its configuration names those that it does.",
        "Slipway에 등록되지 않은 저장소입니다: {}",
    ),
    ("is no input of ", "", "{}에 없는 입력입니다."),
    ("may never go below ", "", "{} 미만으로 내릴 수 없습니다."),
];

/// The sentence in Korean; `None` when it is not one of these.
pub fn korean(message: &str) -> Option<String> {
    let whole = SENTENCES.iter().find(|(english, _)| *english == message);
    let whole = whole.map(|(_, korean)| (*korean).to_owned());
    whole.or_else(|| limit(message)).or_else(|| framed(message)).or_else(|| of_start(message))
}

fn framed(message: &str) -> Option<String> {
    FRAMES.iter().find_map(|(begin, end, korean)| {
        let middle = message.strip_prefix(begin)?.strip_suffix(end)?;
        Some(korean.replace("{}", middle))
    })
}

/// What keeps a number within bounds, and what a value had to be.
fn limit(message: &str) -> Option<String> {
    if let Some(max) = message.strip_prefix("may never go above ") {
        return Some(format!("최대 {max}까지만 올릴 수 있습니다."));
    }
    if let Some(rest) = message.strip_prefix("may be at most ") {
        if let Some(factor) = rest.strip_suffix(" of the present number, which is not known here") {
            return Some(format!("현재 값의 {factor}까지만 가능한데, 현재 값을 알 수 없습니다."));
        }
        let (most, rest) = rest.split_once(": ")?;
        let (factor, present) = rest.split_once(" of the present ")?;
        return Some(format!("최대 {most}까지 가능합니다: 현재 값 {present}의 {factor}."));
    }
    if let Some((value, options)) = message.split_once(" is none of ") {
        return Some(format!("다음 중 하나여야 합니다: {options} (입력한 값: {value})"));
    }
    message.strip_suffix(" is no number").map(|value| format!("숫자가 아닌 값입니다: {value}"))
}

/// "Nothing was started: tasks may never go below 2."
fn of_start(message: &str) -> Option<String> {
    let problems = message.strip_prefix("Nothing was started: ")?.strip_suffix('.')?;
    let told: Option<Vec<String>> = problems.split("; ").map(of_input).collect();
    Some(format!("시작하지 않았습니다. {}", told?.join(" ")))
}

fn of_input(problem: &str) -> Option<String> {
    let (name, why) = problem.split_once(' ')?;
    Some(format!("{name}: {}", korean(why)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::pipeline::{Factor, OutOfBounds};

    #[test]
    fn what_limits_say_is_known() {
        let table = [
            (OutOfBounds::NotWhole, "정수여야 합니다."),
            (OutOfBounds::Below(2), "2 미만으로 내릴 수 없습니다."),
            (OutOfBounds::Above(40), "최대 40까지만 올릴 수 있습니다."),
            (
                OutOfBounds::Multiple { most: 8, factor: Factor(2000), present: 4 },
                "최대 8까지 가능합니다: 현재 값 4의 ×2.",
            ),
            (
                OutOfBounds::PresentUnknown { factor: Factor(1500) },
                "현재 값의 ×1.5까지만 가능한데, 현재 값을 알 수 없습니다.",
            ),
        ];
        for (why, expected) in table {
            assert_eq!(korean(&why.to_string()).as_deref(), Some(expected), "{why}");
            let whole = korean(&format!("Nothing was started: tasks {why}.")).expect("known");
            assert_eq!(whole, format!("시작하지 않았습니다. tasks: {expected}"));
        }
    }

    #[test]
    fn what_github_says_keeps_its_words() {
        let told = korean(
            "GitHub said no to the portal's token: no (it lacks the permission actions=write). Nothing was changed; \
             whoever looks after Slipway has to grant the right.",
        );
        let told = told.expect("known");
        assert!(told.contains("no (it lacks the permission actions=write)"), "{told}");
        assert_eq!(
            korean("\"moon\" is none of a, b").as_deref(),
            Some("다음 중 하나여야 합니다: a, b (입력한 값: \"moon\")")
        );
        for unknown in ["something new", "", "Nothing was started: so."] {
            assert_eq!(korean(unknown), None, "{unknown}");
        }
    }
}

//! Why nothing can be done to a rollout, in Korean. The state machine says it in English, for scripts as well.

use super::names;
use domain::names::StageName;
use domain::rollout::RolloutStatus;

const SENTENCES: [(&str, &str); 9] = [
    ("it is so already", "이미 그 상태입니다."),
    ("this was already dealt with", "이미 처리되었습니다."),
    ("there is nothing to go back to", "되돌릴 이전 릴리스가 없습니다."),
    (
        "there is nothing to go back to: no other release ran in these regions before",
        "선택한 리전에서 이전에 실행된 다른 릴리스가 없어 되돌릴 수 없습니다.",
    ),
    (
        "what you saw has changed since; read it again and decide anew",
        "내용이 바뀌었습니다. 다시 읽고 결정해 주세요.",
    ),
    (
        "you have approved this already; it waits for somebody else",
        "이미 승인했습니다. 다른 사람의 승인을 기다리는 중입니다.",
    ),
    ("every region would be left out; reject it instead", "모든 리전이 제외됩니다. 대신 반려해 주세요."),
    (
        "nothing was recorded: a no needs a comment that says why",
        "반려하거나 수정을 요청하려면 의견이 필요하므로 기록하지 않았습니다.",
    ),
    ("nothing was done: no region is chosen", "리전을 선택하지 않아 아무것도 하지 않았습니다."),
];

/// The refusal in Korean; `None` when it is not one of these.
pub fn korean(message: &str) -> Option<String> {
    let bare = message.trim_end_matches('.');
    let mut letters = bare.chars();
    let first = letters.next()?.to_lowercase();
    let bare: String = first.chain(letters).collect();
    let whole = SENTENCES.iter().find(|(english, _)| *english == bare);
    let worded = whole.map(|(_, korean)| (*korean).to_owned());
    worded.or_else(|| of_rollout(&bare)).or_else(|| of_region(&bare)).or_else(|| of_start(&bare))
}

/// "a rollout that is succeeded cannot be paused"
fn of_rollout(bare: &str) -> Option<String> {
    let (status, _) = bare.strip_prefix("a rollout that is ")?.split_once(" cannot be ")?;
    let status = RolloutStatus::ALL.into_iter().find(|known| known.as_str() == status)?;
    let status = names::rollout_status(super::Lang::Ko, status);
    Some(format!("배포가 ‘{status}’ 상태라 지금은 할 수 없습니다."))
}

/// "the region eu-west-3 is deploying and cannot be skipped"
fn of_region(bare: &str) -> Option<String> {
    let (region, rest) = bare.strip_prefix("the region ")?.split_once(" is ")?;
    let (state, _) = rest.split_once(" and cannot be ")?;
    let state = names::lane_state(super::Lang::Ko, state);
    Some(format!("{region} 리전이 ‘{state}’ 상태라 지금은 할 수 없습니다."))
}

/// What stands in the way of a rollout, alone or behind "nothing was started: ".
fn of_start(bare: &str) -> Option<String> {
    if let Some(problems) = bare.strip_prefix("nothing was started: ") {
        let told = problems.split("; the team ").map(|why| problem(why).unwrap_or_else(|| why.to_owned()));
        return Some(format!("시작하지 않았습니다: {}", told.collect::<Vec<_>>().join(" ")));
    }
    problem(bare)
}

fn problem(why: &str) -> Option<String> {
    let stage = |name: &str| StageName::parse(name).ok().map(|name| names::stage(super::Lang::Ko, &name));
    if let Some((version, rest)) = why.split_once(" has not come to a good end in ") {
        let stage = stage(rest.split(';').next()?)?;
        return Some(format!(
            "{version}은(는) {stage} 단계에서 아직 완료되지 않았습니다. 먼저 그 단계에 배포하세요."
        ));
    }
    let (team, name) = why.strip_prefix("the team ")?.split_once(" may not use the stage ")?;
    Some(format!("{team} 팀은 {} 단계를 사용할 수 없습니다.", stage(name)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rollout::Refused;

    #[test]
    fn what_the_state_machine_says_is_known() {
        let region = domain::names::RegionName::parse("eu-west-3").expect("a region");
        let table = [
            (Refused::Twice.to_string(), "이미 승인했습니다. 다른 사람의 승인을 기다리는 중입니다."),
            (Refused::StaleDigest.to_string(), "내용이 바뀌었습니다. 다시 읽고 결정해 주세요."),
            (Refused::NothingLeft.to_string(), "모든 리전이 제외됩니다. 대신 반려해 주세요."),
            (
                Refused::Status { status: "succeeded", verb: "paused" }.to_string(),
                "배포가 ‘완료’ 상태라 지금은 할 수 없습니다.",
            ),
            (
                Refused::Lane { region, state: "deploying", verb: "skipped" }.to_string(),
                "eu-west-3 리전이 ‘배포 중’ 상태라 지금은 할 수 없습니다.",
            ),
            (
                "Nothing was started: 1.8.2 has not come to a good end in staging; roll it out there first."
                    .into(),
                "시작하지 않았습니다: 1.8.2은(는) 검수 단계에서 아직 완료되지 않았습니다. 먼저 그 단계에 배포하세요.",
            ),
        ];
        for (english, expected) in table {
            assert_eq!(korean(&english).as_deref(), Some(expected), "{english}");
            assert_eq!(korean(&format!("{english}.")).as_deref(), Some(expected));
        }
        assert_eq!(korean("something new"), None);
        assert_eq!(korean(""), None);
    }
}

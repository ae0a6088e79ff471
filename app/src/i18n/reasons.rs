//! Why something cannot be done, in the reader's language.

use super::{Lang, names};
use domain::permission::{Busy, Deed, Reason};
use domain::request::RequestStatus;
use domain::view::Allowed;

/// One sentence. The domain's own English is for people already.
pub fn reason(lang: Lang, reason: &Reason) -> String {
    match lang {
        Lang::En => sentence(&reason.to_string()),
        Lang::Ko => korean(reason),
    }
}

/// What a disabled button says; nothing when it is not disabled.
pub fn refusal(lang: Lang, allowed: &Allowed) -> Option<String> {
    if allowed.allowed {
        return None;
    }
    let worded = allowed.why.as_ref().map(|why| reason(lang, why));
    worded.or_else(|| Some(free(lang, allowed.reason.as_deref()?)))
}

/// A reason that is no data is told as the domain words it, unless its Korean is known.
fn free(lang: Lang, text: &str) -> String {
    let told = super::told(lang, text);
    if told == text { sentence(text) } else { told }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

fn korean(reason: &Reason) -> String {
    let fixed = match reason {
        Reason::Role { roles, team } => {
            let roles: Vec<&str> = roles.iter().map(|role| names::role(Lang::Ko, *role)).collect();
            let team = team.as_ref().map(|team| format!("{team} 팀의 ")).unwrap_or_default();
            return format!("{team}{}만 할 수 있습니다.", roles.join(" 또는 "));
        }
        Reason::Stage { team, stage } => {
            let stage = names::stage(Lang::Ko, stage);
            return format!("{team} 팀은 {stage} 단계를 사용할 수 없습니다.");
        }
        Reason::Expired { hours } => {
            return format!("계획을 만든 지 {hours}시간이 지났습니다. 다시 계획한 뒤 결정해 주세요.");
        }
        Reason::Status { deed, status } => {
            return format!("{} 지금은 {} 수 없습니다.", because(*status), doing(*deed));
        }
        Reason::Busy { deed, work } => {
            return format!("{} 지금은 {} 수 없습니다.", under_way(*work), doing(*deed));
        }
        Reason::Guarded { action } => {
            return format!("제한이 있는 워크플로이므로 ‘{action}’ 작업으로 시작해야 합니다.");
        }
        Reason::ActionStage { stage } => {
            return format!("{} 단계에서는 허용되지 않은 작업입니다.", names::stage(Lang::Ko, stage));
        }
        Reason::ByRollout => "배포 워크플로이므로 관문을 거치는 배포로 시작해야 합니다.",
        Reason::WorkflowDisabled => "GitHub에서 꺼진 워크플로입니다. 먼저 GitHub에서 켜야 합니다.",
        Reason::RunOver => "이미 끝난 실행입니다.",
        Reason::RunGoesOn => "아직 끝나지 않은 실행입니다.",
        Reason::NoJobFailed => "실패한 작업이 없는 실행입니다.",
        Reason::IncidentOver => "이미 해결된 장애입니다. 먼저 다시 여세요.",
        Reason::Carried { rollout } => {
            return format!("배포 {rollout}에 포함된 요청이므로 그 배포에서 처리해야 합니다.");
        }
        Reason::NotPlanned => {
            "함께 변경할 환경의 계획이 아직 준비되지 않았습니다. 기다리거나 다시 계획해 주세요."
        }
        Reason::PlannedLater => {
            "함께 변경할 환경의 계획은 시작한 뒤에 만들어지므로 처음부터 혼자 진행할 수 없습니다. 개발자가 시작한 뒤 배포 화면에서 혼자 진행하거나, 환경 변경 없이 시작해 주세요."
        }
        Reason::OwnRequest => "직접 요청했거나 수정한 요청이므로 다른 사람이 결정해야 합니다.",
        Reason::NoTeam => "소유할 팀이 없습니다. 먼저 팀에 속해야 합니다.",
        Reason::PortalOnly => "포털만 할 수 있는 작업입니다.",
        Reason::NeedsNoApproval => "이 요청에는 승인이 필요하지 않습니다.",
        Reason::NothingWaits => "지금 결정을 기다리는 것이 없습니다.",
        Reason::Answered => "이미 승인했습니다. 다른 사람의 승인을 기다리는 중입니다.",
        Reason::NeedsComment => "요청자가 무엇을 해야 할지 알 수 있도록 의견을 적어 주세요.",
        Reason::Held { .. } => "다른 요청이 변경하는 중입니다. 끝날 때까지 기다리거나 그 요청을 취소하세요.",
        Reason::Finished => "이미 완료되어 그대로 둡니다.",
        Reason::RolloutStatus { deed, status } => {
            let status = names::rollout_status(Lang::Ko, *status);
            return format!("배포가 ‘{status}’ 상태라 지금은 {} 수 없습니다.", doing(*deed));
        }
        Reason::RegionState { deed, region, state } => {
            let state = names::lane_state(Lang::Ko, state);
            return format!("{region} 리전이 ‘{state}’ 상태라 지금은 {} 수 없습니다.", doing(*deed));
        }
        Reason::WaitedTooLong { hours } => {
            return format!("승인을 기다린 지 {hours}시간이 지났습니다. 배포를 새로 시작해 주세요.");
        }
        Reason::NotProven { version, stage } => {
            let stage = names::stage(Lang::Ko, stage);
            return format!(
                "{stage} 단계에서 {version} 배포가 아직 완료되지 않았습니다. 먼저 그 단계에 배포하세요."
            );
        }
        Reason::PlatformAdmin => "플랫폼 전체 관리자만 할 수 있습니다.",
        Reason::AlreadySo => "이미 그 상태입니다.",
        Reason::Changed => "내용이 바뀌었습니다. 다시 읽고 결정해 주세요.",
        Reason::NothingLeft => "모든 리전이 제외됩니다. 대신 반려해 주세요.",
        Reason::NothingBefore => "선택한 리전에서 이전에 실행된 다른 릴리스가 없어 되돌릴 수 없습니다.",
        Reason::ValuesUnknown => "이전 값이 기록되어 있지 않거나 비밀이라 되돌릴 수 없습니다.",
        Reason::RollbackItself => {
            "롤백을 다시 롤백할 수는 없습니다. 롤백으로 내린 릴리스는 승인을 거쳐 새로 배포해 주세요."
        }
        Reason::Superseded => {
            "이 리전에는 그 뒤 다른 릴리스가 배포되었습니다. 그 배포를 롤백하거나 원하는 릴리스를 새로 배포해 주세요."
        }
        Reason::NothingGood => {
            "이전에 실행된 릴리스가 모두 롤백되었거나 장애의 원인으로 지목되었습니다. 정상 릴리스를 새로 배포해 주세요."
        }
        Reason::NoRegion => "리전을 하나 이상 선택해 주세요.",
        Reason::NotFrozen => "지금은 배포 동결 기간이 아닙니다.",
        Reason::NotAskedFor => "아직 예외 요청이 없습니다. 한 사람이 요청하고 다른 사람이 확인해야 합니다.",
        Reason::SecondPerson => "요청하거나 진행한 사람이 아닌 다른 사람이 해야 합니다.",
        Reason::NoReviewDue => "기다리는 검토가 없습니다.",
        Reason::NeedsReason => "사유를 적어 주세요. 모두가 읽을 수 있습니다.",
        Reason::NotHere => "설정이나 캘린더에서 온 것이므로 그곳에서 바꿔야 합니다.",
        Reason::NothingRuns => "확인할 수 있도록 실행 중인 것이 없습니다.",
        Reason::BeingChecked => "이미 확인하는 중입니다.",
        Reason::NotCreated => "생성에 실패한 환경입니다. 요청을 다시 시도하거나 환경을 삭제하세요.",
    };
    fixed.to_owned()
}

fn doing(deed: Deed) -> &'static str {
    match deed {
        Deed::Decide => "결정할",
        Deed::Withdraw => "철회할",
        Deed::Cancel => "취소할",
        Deed::Retry => "다시 시도할",
        Deed::Amend => "수정할",
        Deed::Pause => "중지할",
        Deed::Resume => "재개할",
        Deed::Skip => "제외할",
        Deed::Abort => "중단할",
        Deed::LetThrough => "예외로 진행할",
        Deed::Plan => "다시 계획할",
    }
}

fn because(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Planning => "계획을 세우는 중이라",
        RequestStatus::PlanFailed => "계획에 실패한 요청이라",
        RequestStatus::AwaitingApproval => "승인을 기다리는 중이라",
        RequestStatus::AwaitingRollout => "배포를 기다리는 중이라",
        RequestStatus::ChangesRequested => "수정 요청을 받아 먼저 고쳐야 하므로",
        RequestStatus::Rejected => "반려된 요청이라",
        RequestStatus::Withdrawn => "철회된 요청이라",
        RequestStatus::Applying => "적용하는 중이라",
        RequestStatus::Succeeded => "완료된 요청이라",
        RequestStatus::Failed | RequestStatus::Errored => "실패한 요청이라",
        RequestStatus::Cancelled => "취소된 요청이라",
    }
}

fn under_way(work: Busy) -> &'static str {
    match work {
        Busy::Planning => "계획을 세우는 중이라",
        Busy::Applying => "적용 중인 대상이 있어",
        Busy::Undoing => "준비한 것을 정리하는 중이라",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::names::TeamName;
    use domain::people::Role;

    #[test]
    fn both_languages_say_it_in_a_sentence() {
        let role = Reason::Role { roles: vec![Role::Lead], team: TeamName::parse("streaming").ok() };
        let table = [
            (
                role,
                "Only a team lead of the team streaming may do this.",
                "streaming 팀의 팀 리드만 할 수 있습니다.",
            ),
            (
                Reason::Busy { deed: Deed::Amend, work: Busy::Applying },
                "It cannot be amended now: targets are being applied.",
                "적용 중인 대상이 있어 지금은 수정할 수 없습니다.",
            ),
            (
                Reason::Status { deed: Deed::Retry, status: RequestStatus::Succeeded },
                "It cannot be retried now: it is done.",
                "완료된 요청이라 지금은 다시 시도할 수 없습니다.",
            ),
        ];
        for (why, english, korean) in table {
            assert_eq!((reason(Lang::En, &why).as_str(), reason(Lang::Ko, &why).as_str()), (english, korean));
        }
    }

    #[test]
    fn what_is_allowed_needs_no_words_and_free_text_stays() {
        assert_eq!(refusal(Lang::Ko, &Allowed::yes()), None);
        assert_eq!(refusal(Lang::En, &Allowed::no("not yours")).as_deref(), Some("Not yours."));
        assert_eq!(
            refusal(Lang::Ko, &Allowed::because(Reason::Answered)).as_deref(),
            Some("이미 승인했습니다. 다른 사람의 승인을 기다리는 중입니다.")
        );
    }
}

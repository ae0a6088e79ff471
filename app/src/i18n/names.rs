//! What statuses, actions, roles and stages are called.

use super::Lang;
use domain::environment::{Drift, EnvironmentStatus};
use domain::health::HealthState;
use domain::names::{RegionName, StageName};
use domain::people::Role;
use domain::plan::{ChangeAction, Replacement};
use domain::request::{RequestAction, RequestStatus, TargetStatus};
use domain::rollout::RolloutStatus;

/// Picks by language; both are always there.
const fn pick(lang: Lang, en: &'static str, ko: &'static str) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

pub fn environment_status(lang: Lang, status: EnvironmentStatus) -> &'static str {
    match status {
        EnvironmentStatus::Requested => pick(lang, "Requested", "요청됨"),
        EnvironmentStatus::Creating => pick(lang, "Creating", "생성 중"),
        EnvironmentStatus::Running => pick(lang, "Running", "실행 중"),
        EnvironmentStatus::Updating => pick(lang, "Updating", "변경 중"),
        EnvironmentStatus::Degraded => pick(lang, "Degraded", "이상"),
        EnvironmentStatus::Broken => pick(lang, "Broken", "생성 실패"),
        EnvironmentStatus::Deleting => pick(lang, "Deleting", "삭제 중"),
    }
}

pub fn drift(lang: Lang, drift: Drift) -> &'static str {
    match drift {
        Drift::Unknown => pick(lang, "Drift not checked", "드리프트 미확인"),
        Drift::Checking => pick(lang, "Checking drift", "드리프트 확인 중"),
        Drift::InSync => pick(lang, "In sync", "일치"),
        Drift::Drifted => pick(lang, "Drifted", "드리프트 발생"),
    }
}

pub fn request_status(lang: Lang, status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Planning => pick(lang, "Planning", "계획 중"),
        RequestStatus::PlanFailed => pick(lang, "Plan failed", "계획 실패"),
        RequestStatus::AwaitingApproval => pick(lang, "Awaiting approval", "승인 대기"),
        RequestStatus::AwaitingRollout => pick(lang, "Awaiting its rollout", "배포 대기"),
        RequestStatus::ChangesRequested => pick(lang, "Changes requested", "수정 요청됨"),
        RequestStatus::Rejected => pick(lang, "Rejected", "반려됨"),
        RequestStatus::Withdrawn => pick(lang, "Withdrawn", "철회됨"),
        RequestStatus::Applying => pick(lang, "Applying", "적용 중"),
        RequestStatus::Succeeded => pick(lang, "Succeeded", "완료"),
        RequestStatus::Failed => pick(lang, "Failed", "실패"),
        RequestStatus::Errored => pick(lang, "Errored", "오류"),
        RequestStatus::Cancelled => pick(lang, "Cancelled", "취소됨"),
    }
}

pub fn target_status(lang: Lang, status: TargetStatus) -> &'static str {
    match status {
        TargetStatus::Planning => pick(lang, "Planning", "계획 중"),
        TargetStatus::PlanFailed => pick(lang, "Plan failed", "계획 실패"),
        TargetStatus::Planned => pick(lang, "Planned", "계획됨"),
        TargetStatus::AwaitingApproval => pick(lang, "Awaiting approval", "승인 대기"),
        TargetStatus::Applying => pick(lang, "Applying", "적용 중"),
        TargetStatus::Cancelling => pick(lang, "Cancelling", "취소 중"),
        TargetStatus::Discarding => pick(lang, "Discarding the plan", "계획 폐기 중"),
        TargetStatus::Succeeded => pick(lang, "Done", "완료"),
        TargetStatus::Unchanged => pick(lang, "No changes", "변경 없음"),
        TargetStatus::Failed => pick(lang, "Failed", "실패"),
        TargetStatus::Errored => pick(lang, "Errored", "오류"),
        TargetStatus::Cancelled => pick(lang, "Cancelled", "취소됨"),
    }
}

pub fn rollout_status(lang: Lang, status: RolloutStatus) -> &'static str {
    match status {
        RolloutStatus::Queued => pick(lang, "Queued", "순서 대기"),
        RolloutStatus::AwaitingApproval => pick(lang, "Awaiting approval", "승인 대기"),
        RolloutStatus::ChangesRequested => pick(lang, "Changes requested", "수정 요청됨"),
        RolloutStatus::Running => pick(lang, "Running", "진행 중"),
        RolloutStatus::Waiting => pick(lang, "Waiting", "조건 대기"),
        RolloutStatus::Paused => pick(lang, "Paused", "일시 중지"),
        RolloutStatus::Succeeded => pick(lang, "Succeeded", "완료"),
        RolloutStatus::Failed => pick(lang, "Failed", "실패"),
        RolloutStatus::Errored => pick(lang, "Errored", "오류"),
        RolloutStatus::Rejected => pick(lang, "Rejected", "반려됨"),
        RolloutStatus::Aborted => pick(lang, "Aborted", "중단됨"),
    }
}

/// A region of a rollout, by `LaneState::as_str`. A word that is not known is not made up.
pub fn lane_state(lang: Lang, state: &str) -> &'static str {
    match state {
        "pending" => pick(lang, "Not begun", "시작 전"),
        "provisioning" => pick(lang, "Changing its environment", "환경 변경 중"),
        "deploying" => pick(lang, "Deploying", "배포 중"),
        "verifying" => pick(lang, "Verifying", "검증 중"),
        "succeeded" => pick(lang, "Succeeded", "완료"),
        "failed" => pick(lang, "Failed", "실패"),
        "errored" => pick(lang, "Errored", "오류"),
        "skipped" => pick(lang, "Left out", "제외됨"),
        "aborted" => pick(lang, "Aborted", "중단됨"),
        _ => pick(lang, "Unknown", "알 수 없음"),
    }
}

pub fn request_action(lang: Lang, action: RequestAction) -> &'static str {
    match action {
        RequestAction::Create => pick(lang, "Create", "생성"),
        RequestAction::Update => pick(lang, "Update", "변경"),
        RequestAction::Delete => pick(lang, "Delete", "삭제"),
    }
}

pub fn change_action(lang: Lang, action: ChangeAction) -> &'static str {
    match action {
        ChangeAction::Add => pick(lang, "Add", "추가"),
        ChangeAction::Modify => pick(lang, "Modify", "수정"),
        ChangeAction::Remove => pick(lang, "Remove", "제거"),
        ChangeAction::Import => pick(lang, "Import", "가져오기"),
        ChangeAction::Dynamic => pick(lang, "Decided while applying", "적용 시 결정"),
    }
}

/// `None` when nothing is replaced.
pub fn replacement(lang: Lang, replacement: Replacement) -> Option<&'static str> {
    match replacement {
        Replacement::False => None,
        Replacement::Conditional => Some(pick(lang, "may be replaced", "교체될 수 있음")),
        Replacement::True => Some(pick(lang, "replaced", "교체됨")),
    }
}

pub fn health_state(lang: Lang, state: HealthState) -> &'static str {
    match state {
        HealthState::Healthy => pick(lang, "Healthy", "정상"),
        HealthState::NoData => pick(lang, "No data", "데이터 없음"),
        HealthState::Degraded => pick(lang, "Degraded", "성능 저하"),
        HealthState::Unhealthy => pick(lang, "Unhealthy", "비정상"),
    }
}

pub fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Developer => pick(lang, "Developer", "개발자"),
        Role::Lead => pick(lang, "Team lead", "팀 리드"),
        Role::OnCall => pick(lang, "On-call", "당직"),
        Role::Admin => pick(lang, "Admin", "관리자"),
    }
}

/// The usual stages have Korean names; others are called as they are configured.
pub fn stage(lang: Lang, stage: &StageName) -> String {
    let korean = match stage.as_str() {
        "dev" => "개발",
        "staging" => "검수",
        "prod" => "상용",
        other => other,
    };
    match lang {
        Lang::En => stage.to_string(),
        Lang::Ko => korean.to_owned(),
    }
}

/// What a wave is called. Waves that nobody has declared get their names from Slipway; declared ones keep theirs.
pub fn wave(lang: Lang, name: &str) -> String {
    let korean = match name {
        "home" => "홈 리전",
        "global" => "해외 리전",
        "back" => "롤백",
        other => other,
    };
    match lang {
        Lang::En => name.to_owned(),
        Lang::Ko => korean.to_owned(),
    }
}

/// Where a region is. AWS's own regions have Korean names; `title` is what the configuration calls it.
pub fn region(lang: Lang, region: &RegionName, title: &str) -> String {
    let korean = match region.as_str() {
        "ap-northeast-1" => "도쿄",
        "ap-northeast-2" => "서울",
        "ap-northeast-3" => "오사카",
        "ap-south-1" => "뭄바이",
        "ap-southeast-1" => "싱가포르",
        "ap-southeast-2" => "시드니",
        "ap-southeast-3" => "자카르타",
        "ap-east-1" => "홍콩",
        "ca-central-1" => "캐나다 중부",
        "eu-central-1" => "프랑크푸르트",
        "eu-north-1" => "스톡홀름",
        "eu-south-1" => "밀라노",
        "eu-west-1" => "아일랜드",
        "eu-west-2" => "런던",
        "eu-west-3" => "파리",
        "me-central-1" => "아랍에미리트",
        "sa-east-1" => "상파울루",
        "us-east-1" => "버지니아 북부",
        "us-east-2" => "오하이오",
        "us-west-1" => "캘리포니아 북부",
        "us-west-2" => "오리건",
        _ => title,
    };
    match lang {
        Lang::En => title.to_owned(),
        Lang::Ko => korean.to_owned(),
    }
}

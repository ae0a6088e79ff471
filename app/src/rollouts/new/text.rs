use crate::i18n::{Lang, names};
use domain::rules::ApprovalRule;

crate::texts! {
    /// Texts of the page that starts a rollout.
    pub NewText {
        title: "New rollout", "새 배포";
        subtitle: "Nothing starts before you press the button.", "시작 버튼을 누르기 전에는 아무것도 시작하지 않습니다.";
        choose: "Choose", "선택";
        show: "Show what it would do", "미리 보기";
        plan: "Wave plan", "웨이브 계획";
        running: "runs now:", "현재:";
        nothing_runs: "nothing yet", "없음";
        same: "already this release", "이미 이 릴리스";
        parallel: "at once", "동시 진행";
        soak: "then soaks for", "이후 안정화 관찰";
        whole: "all regions at once", "모든 리전 동시";
        approval: "Approval", "승인";
        no_approval: "none needed: it begins as soon as the artifact is in place", "필요 없음: 아티팩트가 준비되면 바로 시작합니다";
        behind: "Goes behind", "먼저 진행 중인 배포";
        expected: "Takes at least", "최소 소요 시간";
        expected_hint: "As long as the same took before, without waiting for anybody.", "이전 배포에 걸린 시간 기준이며, 승인 대기 시간은 빠져 있습니다.";
        behind_hint: "One rollout of a service and stage at a time; this one waits for its turn.", "서비스와 단계마다 한 번에 하나만 진행하므로 차례를 기다립니다.";
        after: "Has to have succeeded in", "선행 단계";
        problems: "What stands in its way", "시작할 수 없는 이유";
        problems_first: "Resolve the reasons above first.", "위의 이유를 먼저 해결하세요.";
        reason: "Why (optional)", "사유 (선택)";
        reason_hint: "Whoever approves reads it.", "승인하는 사람이 읽습니다.";
        exclude: "Leave regions out", "제외할 리전";
        alone: "Go ahead without the approval (on call)", "승인 없이 진행 (당직)";
        alone_hint: "Say why above. Everybody is told, it shows in red in the audit trail, and a team lead reviews it afterwards.", "위에 사유를 적으세요. 모두에게 알려지고 감사 기록에 빨간색으로 남으며, 나중에 팀 리드가 검토합니다.";
        start: "Start the rollout", "배포 시작";
        carry_refused: "The change of environments is refused, for the reasons above. Correct it and show it again.", "위의 이유로 환경을 변경할 수 없습니다. 고친 뒤 다시 미리 보세요.";
        instead: "This one takes the place of an earlier rollout, which ends as soon as it starts:", "이 배포를 시작하면 이전 배포를 끝내고 대신합니다:";
        instead_link: "that rollout", "이전 배포";
        differs: "Nothing was started: what you chose was not yet shown", "아직 미리 보지 않은 선택이라 시작하지 않았습니다";
        differs_text: "This is what it would do now. Read it, and press the button again.", "지금 선택으로 하게 될 일입니다. 읽어 본 뒤 버튼을 다시 누르세요.";
        differs_secrets: "Secrets have to be typed again.", "비밀 값은 다시 입력해야 합니다.";
        carry: "Change environments first", "환경 먼저 변경";
        carry_nothing: "No, the code alone", "아니요, 코드만";
        carry_values: "What the environments become", "환경 변경 내용";
        carry_values_hint: "What you leave empty stays as it runs, or takes the template's default where the environment is new.", "비워 두면 지금 값을 그대로 쓰고, 새 환경에는 템플릿의 기본값을 씁니다.";
        carry_parameters: "Values", "값";
        carry_regions: "Values for single regions", "리전별 값";
        carry_regions_hint: "Empty cells take the value for all regions, or stay as they run.", "빈 칸에는 모든 리전에 공통인 값이나 지금 값이 적용됩니다.";
        carry_region_secrets: "Secrets for single regions", "리전별 비밀 값";
        carry_as_it_is: "as it is", "그대로";
        carry_version: "Version", "버전";
        carry_newest: "newest:", "최신:";
        carry_running: "runs now:", "실행 중:";
        carry_secret: "Empty: as it is.", "비워 두면 그대로 둡니다.";
        carry_plans: "The plans are made as soon as it starts, before anything is applied.", "시작하면 적용하기 전에 먼저 계획을 세웁니다.";
        carry_after: "Others have these environments first:", "먼저 이 환경을 변경하는 작업이 있습니다:";
        carry_later: "The plans are made when its turn comes, from the environments as they are then; a decision can be given once they are there.", "차례가 되면 그때의 환경을 기준으로 계획을 세우며, 계획이 준비되면 결정할 수 있습니다.";
        carry_lost: "If a plan replaces or removes something that holds data, or may:", "데이터가 있는 리소스를 교체하거나 제거하는(할 수도 있는) 계획이면:";
        unread: "Repositories that could not be read", "읽지 못한 저장소";
        unread_hint: "Their services cannot be rolled out, or go out as they were last declared.", "이 저장소의 서비스는 배포할 수 없거나 마지막으로 읽은 선언대로 배포됩니다.";
        no_services: "No service is declared", "선언된 서비스가 없습니다";
        no_services_text: "A service is rolled out once its repository has a slipway.yaml and is named in the configuration.", "저장소에 slipway.yaml을 두고 설정에 저장소를 등록하면 서비스를 배포할 수 있습니다.";
        no_releases: "This service has no release yet", "이 서비스에는 아직 릴리스가 없습니다";
        no_releases_text: "Its build registers one when the artifact is in the home region's store.", "빌드가 홈 리전 저장소에 아티팩트를 올린 뒤 릴리스를 등록합니다.";
    }
}

/// "2 of: team lead or admin, other than you".
pub fn approvers(lang: Lang, rule: &ApprovalRule) -> String {
    let roles: Vec<&str> = rule.roles.iter().map(|role| names::role(lang, *role)).collect();
    let count = rule.required;
    match lang {
        Lang::En => {
            let plural = if count == 1 { "approval" } else { "approvals" };
            format!("{count} {plural} by: {} (not the requester)", roles.join(" or ").to_lowercase())
        }
        Lang::Ko => format!("{} {count}명의 승인 필요 (요청자 제외)", roles.join(" 또는 ")),
    }
}

/// How long a wave soaks, in the largest unit that fits.
pub fn soak(lang: Lang, seconds: u32) -> String {
    crate::i18n::duration(lang, i64::from(seconds) * 1_000)
}

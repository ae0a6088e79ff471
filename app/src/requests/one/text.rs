use crate::i18n::Lang;
use domain::approval::Decision;
use domain::template::Severity;

crate::texts! {
    /// Texts of a request's page; the inbox shares most of them.
    pub RequestText {
        asked_by: "Asked for by", "요청자";
        decide_by: "Decide by", "결정 기한";
        carried_by: "This is the first step of the rollout", "이 요청은 다음 배포의 첫 단계입니다:";
        carried_how: "It is decided on, retried and ended there; region by region it is applied before the code.", "승인, 재시도, 중단은 배포에서 하며 리전마다 코드보다 먼저 적용됩니다.";
        revision: "Revision", "개정";
        no_estimate: "no estimate", "추정 없음";
        plan: "Plan", "계획";
        also: "and the same for", "같은 계획:";
        planning: "The change sets are being made. They appear here as soon as they are there.", "변경 세트를 만드는 중입니다. 준비되면 여기에 표시됩니다.";
        no_changes: "No changes: everything is already as asked for.", "변경 없음: 이미 요청한 상태입니다.";
        no_plan: "There is no plan.", "계획이 없습니다.";
        resource: "Resource", "리소스";
        kind: "Type", "유형";
        change: "Change", "변경";
        properties: "Properties", "속성";
        differences: "Parameter differences between targets", "대상 간 파라미터 차이";
        no_differences: "All targets get the same values.", "모든 대상의 값이 같습니다.";
        parameter: "Parameter", "파라미터";
        secret_same: "secret", "비밀 값";
        secret_own: "secret, own value", "비밀 값 (개별 지정)";
        findings: "Policy findings", "정책 점검 결과";
        no_findings: "The checks found nothing.", "점검에서 발견된 것이 없습니다.";
        progress: "Progress", "진행 상황";
        failed: "What failed", "실패한 대상";
        decision: "Your decision", "내 결정";
        decision_of_others: "Decision", "결정";
        comment: "Comment", "의견";
        comment_hint: "Needed to reject or to ask for changes: the requester reads it. For an approval you may leave it empty.", "반려하거나 수정을 요청하려면 꼭 적어 주세요. 요청자가 읽습니다. 승인할 때는 비워 두어도 됩니다.";
        covers: "It covers", "결정 대상";
        covers_cost: "at", "비용";
        for_name: "for", "대신:";
        approve: "Approve", "승인";
        request_changes: "Ask for changes", "수정 요청";
        reject: "Reject", "반려";
        bound: "Your answer is bound to exactly what is shown here.", "결정은 여기에 표시된 내용에만 적용됩니다.";
        capabilities: "By approving you acknowledge that the template", "승인하면 템플릿이 다음을 하는 것을 확인한 것으로 봅니다:";
        capability_iam: "creates IAM roles and policies", "IAM 역할과 정책을 만듭니다";
        capability_named_iam: "creates IAM roles and policies under names of its own", "정해진 이름으로 IAM 역할과 정책을 만듭니다";
        capability_auto_expand: "is expanded by macros before it is applied", "적용하기 전에 매크로로 확장됩니다";
        changed_title: "This request has changed since you opened the page.", "페이지를 연 뒤 요청 내용이 바뀌었습니다.";
        changed_text: "Read what is shown now before you decide. Your comment is kept.", "결정하기 전에 지금 표시된 내용을 다시 읽어 주세요. 입력한 의견은 그대로 있습니다.";
        changed_read: "I have read it again", "다시 읽었습니다";
        timeline: "Timeline", "경과";
        asked: "asked for it", "요청함";
        approved: "approved", "승인함";
        asked_changes: "asked for changes", "수정을 요청함";
        rejected: "rejected it", "반려함";
        withdrew: "withdrew it", "철회함";
        cancelled: "cancelled it", "취소함";
        void: "No longer counts:", "무효:";
        plans_made: "Plans made", "계획 완성";
        began: "Applying began", "적용 시작";
        all_done: "Done", "완료";
        target_failed: "Failed", "실패";
        retry: "Retry what failed", "실패한 것 다시 시도";
        retry_call: "Retry", "다시 시도";
        plan_again: "Plan again", "계획 다시 세우기";
        amend: "Amend", "수정하기";
        withdraw: "Withdraw…", "철회…";
        withdraw_title: "Withdraw this request?", "이 요청을 철회할까요?";
        withdraw_text: "Its plans are removed and nothing is applied. You can make a new request any time.", "계획을 지우고 아무것도 적용하지 않습니다. 언제든 새로 요청할 수 있습니다.";
        withdraw_go: "Withdraw the request", "요청 철회";
        cancel: "Cancel…", "취소…";
        cancel_title: "Cancel this request?", "이 요청을 취소할까요?";
        cancel_text: "Plans are removed, and what is being applied is stopped and undone. Targets that are done stay as they are.", "계획을 지우고, 적용 중인 것은 멈추고 되돌립니다. 이미 완료된 대상은 그대로 둡니다.";
        cancel_go: "Cancel the request", "요청 취소";
        why_label: "Why (optional)", "사유 (선택)";
        step_plan: "Plan", "계획";
        step_planning: "Planning", "계획 중";
        step_planned: "Planned", "계획됨";
        step_approval: "Approval", "승인";
        step_waiting: "Awaiting approval", "승인 대기";
        step_approved: "Approved", "승인됨";
        step_apply: "Apply", "적용";
        step_applying: "Applying", "적용 중";
        step_applied: "Applied", "적용됨";
        step_done: "Done", "완료";
        rolled_back: "Rolled back: what was before is there again.", "롤백 완료: 이전 상태로 돌아갔습니다.";
        not_rolled_back: "Not rolled back: look at the stack before you retry.", "롤백되지 않음: 다시 시도하기 전에 스택을 확인하세요.";
        delayed: "Delayed", "지연";
        events: "Resource events", "리소스 이벤트";
        no_events: "No events yet.", "아직 이벤트가 없습니다.";
        open_environment: "Environment", "환경 열기";
        attempt: "attempt", "시도";
        copy_approve: "Copy the approval as an API call", "승인을 API 호출로 복사";
        scroll_hint: "Scroll sideways to see all columns", "옆으로 스크롤하면 모든 열이 보입니다";
    }
}

/// "8 others need no approval: 8 done".
pub fn rest(lang: Lang, count: usize, told: &str) -> String {
    match (lang, count) {
        (Lang::En, 1) => format!("1 other needs no approval: {told}"),
        (Lang::En, _) => format!("{count} others need no approval: {told}"),
        (Lang::Ko, _) => format!("다른 대상 {count}개는 승인이 필요 없습니다: {told}"),
    }
}

/// "12 targets, 3 distinct plans".
pub fn distinct(lang: Lang, targets: usize, plans: usize) -> String {
    match (lang, targets, plans) {
        (Lang::En, 1, _) => "1 target".to_owned(),
        (Lang::En, _, 1) => format!("{targets} targets, 1 distinct plan"),
        (Lang::En, _, _) => format!("{targets} targets, {plans} distinct plans"),
        (Lang::Ko, _, _) => format!("대상 {targets}개, 서로 다른 계획 {plans}개"),
    }
}

/// "7 of 12 targets done".
pub fn done(lang: Lang, done: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{done} of {all} targets done"),
        Lang::Ko => format!("대상 {all}개 중 {done}개 완료"),
    }
}

/// "1/2, lead needed".
pub fn quorum(lang: Lang, given: usize, required: u8, roles: &str) -> String {
    match lang {
        Lang::En => format!("{given}/{required}, {roles} needed"),
        Lang::Ko => format!("{given}/{required}, {roles} 필요"),
    }
}

/// "24 events".
pub fn events(lang: Lang, count: usize, shown: usize) -> String {
    match (lang, count > shown) {
        (Lang::En, false) => format!("{count}"),
        (Lang::En, true) => format!("{count}, newest {shown} shown"),
        (Lang::Ko, false) => format!("{count}개"),
        (Lang::Ko, true) => format!("{count}개, 최근 {shown}개 표시"),
    }
}

/// What a counted kind of change is called: "3 added".
pub fn counted(lang: Lang, count: usize, kind: super::plans::Kind) -> String {
    use super::plans::Kind;
    let (en, ko) = match kind {
        Kind::Removed => ("removed", "삭제"),
        Kind::Replaced => ("replaced", "교체"),
        Kind::Perhaps => ("perhaps replaced", "교체 가능"),
        Kind::Added => ("added", "추가"),
        Kind::Changed => ("changed", "변경"),
    };
    match lang {
        Lang::En => format!("{count} {en}"),
        Lang::Ko => format!("{ko} {count}"),
    }
}

pub fn severity(lang: Lang, severity: Severity) -> &'static str {
    match (lang, severity) {
        (Lang::En, Severity::Error) => "Error",
        (Lang::En, Severity::Warning) => "Warning",
        (Lang::En, Severity::Info) => "Info",
        (Lang::Ko, Severity::Error) => "오류",
        (Lang::Ko, Severity::Warning) => "경고",
        (Lang::Ko, Severity::Info) => "정보",
    }
}

/// What somebody did by this answer.
pub fn did(text: &RequestText, decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => text.approved,
        Decision::Reject => text.rejected,
        Decision::RequestChanges => text.asked_changes,
    }
}

/// "5 of 12 targets failed".
pub fn failed(lang: Lang, failed: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{failed} of {all} targets failed"),
        Lang::Ko => format!("대상 {all}개 중 {failed}개 실패"),
    }
}

/// Read out when a target has moved on.
pub fn moved(place: &str, status: &str) -> String {
    format!("{place}: {status}")
}

/// The same for many at once.
pub fn moved_many(lang: Lang, count: usize) -> String {
    match lang {
        Lang::En => format!("{count} targets have moved on"),
        Lang::Ko => format!("대상 {count}개의 상태가 바뀌었습니다"),
    }
}

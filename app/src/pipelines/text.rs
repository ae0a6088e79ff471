use crate::i18n::Lang;

crate::texts! {
    /// States of runs and of starts.
    pub StateText {
        queued: "Queued", "대기열";
        running: "Running", "실행 중";
        waiting: "Waiting on GitHub", "GitHub에서 대기 중";
        success: "Succeeded", "성공";
        failure: "Failed", "실패";
        cancelled: "Cancelled", "취소됨";
        timed_out: "Timed out", "시간 초과";
        skipped: "Skipped", "건너뜀";
        neutral: "Neutral", "중립";
        action_required: "Action required", "조치 필요";
        startup_failure: "Could not start", "시작 실패";
        stale: "Given up", "중단됨";
        pending: "About to start", "시작 대기";
        sending: "Being started", "시작하는 중";
        started: "Started", "시작됨";
        refused: "Not started", "시작 안 됨";
        lost: "Unclear", "불명확";
    }
}

crate::texts! {
    /// Texts of the list of pipelines.
    pub ListText {
        subtitle: "Workflows that can be started, guarded actions, and the newest runs", "시작할 수 있는 워크플로, 제한이 있는 작업, 최근 실행";
        any_service: "All services", "모든 서비스";
        any_repository: "All repositories", "모든 저장소";
        any_status: "All statuses", "모든 상태";
        open: "Under way", "진행 중";
        failed: "Went wrong", "실패한 실행";
        repository: "Repository", "저장소";
        workflows: "Workflows", "워크플로";
        actions: "Actions", "작업";
        run: "Run", "실행";
        disabled: "turned off", "꺼짐";
        no_workflows: "No workflow here can be started by people. Give one the trigger workflow_dispatch.", "직접 시작할 수 있는 워크플로가 없습니다. workflow_dispatch 트리거를 추가하세요.";
        runs: "Newest runs", "최근 실행";
        run_of: "Run", "실행";
        workflow: "Workflow", "워크플로";
        branch: "Branch", "브랜치";
        by: "Started by", "시작한 사람";
        launches: "Starts without a run", "실행이 없는 시작";
        no_runs: "No runs yet", "아직 실행이 없습니다";
        no_runs_text: "Start a workflow above. Its run appears here with whoever started it.", "위에서 워크플로를 시작하면 시작한 사람과 함께 여기에 표시됩니다.";
        no_match: "Nothing matches these filters", "조건에 맞는 실행이 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
        empty: "No repositories yet", "아직 저장소가 없습니다";
        empty_text: "Name repositories under github.repositories in the configuration. Each declares its service in slipway.yaml, and its workflows appear here.", "설정의 github.repositories에 저장소를 등록하세요. 저장소의 slipway.yaml이 서비스를 선언하면 워크플로가 여기에 표시됩니다.";
        older: "Older runs are on GitHub.", "이전 실행은 GitHub에 있습니다.";
    }
}

crate::texts! {
    /// Texts of the forms that start something.
    pub FormText {
        inputs: "Inputs", "입력";
        no_inputs: "This workflow takes no inputs.", "이 워크플로에는 입력이 없습니다.";
        reference: "Branch or tag", "브랜치 또는 태그";
        reason: "Reason", "이유";
        reason_hint: "Others read it beside the run and in the audit trail.", "실행 옆과 감사 기록에서 다른 사람이 읽습니다.";
        start: "Start the run", "실행 시작";
        choose: "Choose…", "선택…";
        optional: "may be left empty", "비워 둘 수 있음";
        file: "File", "파일";
        place: "Where", "위치";
        show: "Show", "표시";
        limits: "Limits", "제한";
        present: "Now", "현재";
        unknown: "not known here", "알 수 없음";
        of_environment: "as the environment was applied", "환경에 적용된 값";
        of_action: "as this action set it last", "이 작업이 마지막으로 설정한 값";
        of_declaration: "as slipway.yaml says for the beginning", "slipway.yaml에 선언된 초깃값";
        who: "Who may", "권한";
        act: "Do it", "실행";
        action_subtitle: "A guarded action: within its limits, with a reason, written down before and after", "제한이 있는 작업: 제한을 지키고, 이유를 적고, 전후를 기록합니다";
    }
}

crate::texts! {
    /// Texts of one run's page.
    pub RunText {
        title: "Run", "실행";
        on_github: "On GitHub", "GitHub에서 보기";
        attempt: "attempt", "시도";
        cancel: "Cancel the run", "실행 취소";
        rerun: "Run failed jobs again", "실패한 작업 다시 실행";
        jobs: "Jobs", "작업";
        no_jobs: "GitHub has not planned its jobs yet.", "GitHub가 아직 작업을 준비하지 않았습니다.";
        log: "Log", "로그";
        show_log: "Show log", "로그 보기";
        log_of: "Log of", "로그:";
        log_later: "GitHub gives a job's log when the job has ended. Until then its steps show how far it is.", "GitHub는 작업이 끝난 뒤에 로그를 제공합니다. 그때까지는 단계로 진행 상황을 볼 수 있습니다.";
        log_empty: "The log is empty.", "로그가 비어 있습니다.";
        choose_job: "Choose a job to read its log.", "로그를 볼 작업을 선택하세요.";
        facts: "What runs", "실행 내용";
        inputs: "Inputs", "입력";
        reason: "Reason", "이유";
        by: "Started by", "시작한 사람";
        workflow: "Workflow", "워크플로";
        branch: "Branch", "브랜치";
        commit: "Commit", "커밋";
        service: "Service", "서비스";
        action: "Action", "작업";
        changes: "Before → after", "변경 전 → 후";
        starting: "GitHub is being asked to start it. This page shows the run as soon as there is one.", "GitHub에 시작을 요청하는 중입니다. 실행이 생기면 이 페이지에 표시됩니다.";
        delayed: "Waiting", "대기 중";
        refused: "Nothing was started.", "시작되지 않았습니다.";
        lost: "It is not known whether it was started.", "시작되었는지 알 수 없습니다.";
        start_again: "Start it again", "다시 시작";
        see_runs: "See the runs of this repository", "이 저장소의 실행 보기";
        approval: "It waits for somebody's yes on GitHub.", "GitHub에서 승인을 기다리고 있습니다.";
        outdated: "The run cannot be shown now", "지금은 실행을 표시할 수 없습니다";
    }
}

/// "3 of 5 jobs over".
pub fn jobs_over(lang: Lang, over: usize, all: usize) -> String {
    match lang {
        Lang::En => format!("{over} of {all} jobs over"),
        Lang::Ko => format!("작업 {all}개 중 {over}개 끝남"),
    }
}

/// What a cut log says above its lines.
pub fn cut(lang: Lang, shown: u64, whole: u64) -> String {
    let (shown, whole) = (size(shown), size(whole));
    match lang {
        Lang::En => format!("Only the last {shown} of {whole} are shown. The whole log is on GitHub:"),
        Lang::Ko => format!("전체 {whole} 중 마지막 {shown}만 표시합니다. 전체 로그는 GitHub에 있습니다:"),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// "at least 2, at most 40, at most ×2 of now".
pub fn limits(lang: Lang, limit: &domain::pipeline::Limit) -> String {
    let mut parts = Vec::new();
    if let Some(min) = limit.min {
        parts.push(match lang {
            Lang::En => format!("never below {min}"),
            Lang::Ko => format!("{min} 이상"),
        });
    }
    if let Some(max) = limit.max {
        parts.push(match lang {
            Lang::En => format!("never above {max}"),
            Lang::Ko => format!("{max} 이하"),
        });
    }
    if let Some(factor) = limit.max_factor {
        parts.push(match lang {
            Lang::En => format!("at most {factor} of the present number"),
            Lang::Ko => format!("현재 값의 {factor} 이하"),
        });
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::pipeline::{Factor, Limit};

    #[test]
    fn limits_and_sizes_are_told() {
        let limit = Limit { min: Some(2), max_factor: Some(Factor(2000)), ..Limit::default() };
        assert_eq!(limits(Lang::En, &limit), "never below 2, at most ×2 of the present number");
        assert_eq!(limits(Lang::Ko, &limit), "2 이상, 현재 값의 ×2 이하");
        let told = cut(Lang::En, 262_144, 209_715_200);
        assert_eq!(told, "Only the last 256 KiB of 200.0 MiB are shown. The whole log is on GitHub:");
    }
}

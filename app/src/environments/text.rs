use crate::i18n::Lang;

crate::texts! {
    /// Texts of the matrix and of an environment's page.
    pub EnvironmentText {
        subtitle: "Every service in every stage and region", "모든 서비스의 단계별·리전별 환경";
        new_request: "New request", "새 요청";
        any_team: "All teams", "모든 팀";
        any_stage: "All stages", "모든 단계";
        any_region: "All regions", "모든 리전";
        search_hint: "Service or environment", "서비스 또는 환경";
        differences: "Differences only", "차이만 보기";
        legend: "Legend", "범례";
        differs: "Differs from the home region", "홈 리전과 다름";
        held: "Being changed by a request", "요청이 변경하는 중";
        create_here: "Create in", "여기에 생성:";
        nothing_here: "Nothing here", "없음";
        empty_title: "No environments yet", "아직 환경이 없습니다";
        empty_text: "Pick a template, tick the stages and regions, and Slipway brings up all of them at once.", "템플릿을 고르고 단계와 리전을 선택하면 Slipway가 한꺼번에 만들어 줍니다.";
        no_match: "Nothing matches these filters", "조건에 맞는 환경이 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
        clear_filters: "Clear filters", "필터 지우기";
        matrix_label: "Environments by stage and region", "단계와 리전별 환경";
        keys: "Arrow keys move, Enter opens, Space peeks, D compares", "화살표로 이동, Enter로 열기, Space로 미리 보기, D로 비교";
        peek: "Peek", "미리 보기";
        open_page: "Open the environment", "환경 페이지 열기";
        compare: "Compare", "비교";
        compare_first: "Chosen for comparison. Press D on another environment.", "비교할 환경으로 골랐습니다. 다른 환경에서 D를 누르세요.";
        compare_same: "These two do not differ.", "두 환경에 차이가 없습니다.";
        only_differences: "Only what differs is listed.", "서로 다른 것만 표시합니다.";
        previous_page: "Previous page", "이전 페이지";
        resources: "Resources", "리소스";
        outputs: "Outputs", "출력";
        parameters: "Parameters", "파라미터";
        history: "History", "이력";
        events: "Events", "이벤트";
        logical_id: "Logical id", "논리 ID";
        physical_id: "Physical id", "물리 ID";
        kind: "Type", "유형";
        name: "Name", "이름";
        value: "Value", "값";
        reason: "Reason", "사유";
        stack_in_console: "Stack in the AWS console", "AWS 콘솔에서 스택 보기";
        update: "Change parameters", "파라미터 변경";
        delete: "Delete…", "삭제…";
        day_two: "Actions on what runs here", "실행 중인 서비스 작업";
        delete_title: "Delete this environment?", "이 환경을 삭제할까요?";
        delete_text: "This makes a request to delete the stack and everything in it. It is planned and, where the stage asks for it, approved before anything is deleted.", "스택과 그 안의 모든 것을 삭제하는 요청을 만듭니다. 먼저 계획이 세워지고, 필요한 단계에서는 승인을 받은 뒤에 삭제됩니다.";
        delete_more: "Delete in several places…", "여러 곳에서 삭제…";
        delete_why: "Why (optional)", "사유(선택)";
        delete_go: "Request the deletion", "삭제 요청";
        no_resources: "No resources", "리소스 없음";
        no_resources_text: "The cloud knows no stack of this environment yet.", "클라우드에 아직 이 환경의 스택이 없습니다.";
        no_outputs: "The template declares no outputs, or nothing was created yet.", "템플릿에 출력이 없거나 아직 만들어지지 않았습니다.";
        no_parameters: "The template takes no parameters.", "이 템플릿에는 파라미터가 없습니다.";
        no_history: "No request has touched this environment.", "이 환경을 바꾼 요청이 없습니다.";
        no_events: "No events were recorded yet. They appear while a request is applied.", "기록된 이벤트가 없습니다. 요청이 적용되는 동안 나타납니다.";
        held_note: "A request is changing this environment now.", "지금 요청이 이 환경을 변경하고 있습니다.";
        see_request: "See the request", "요청 보기";
        degraded_note: "The last change failed. What ran before still runs, as far as CloudFormation could see to it.", "마지막 변경이 실패했습니다. 이전 상태는 CloudFormation이 보장하는 범위에서 계속 실행됩니다.";
        broken_note: "It could not be created. Look at the request's reason, retry it, or delete what is left.", "생성하지 못했습니다. 요청에서 사유를 확인하고 다시 시도하거나 남은 것을 삭제하세요.";
        drifted_note: "What runs is no longer what was applied: somebody changed it outside Slipway.", "실행 중인 상태가 적용된 내용과 다릅니다. 누군가 Slipway 밖에서 변경했습니다.";
    }
}

/// What to type before an environment may be deleted.
pub fn type_to_confirm(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Type {name} to confirm"),
        Lang::Ko => format!("확인하려면 다음을 입력하세요: {name}"),
    }
}

/// Which rows of how many are shown.
pub fn window(lang: Lang, first: i64, last: i64, total: i64) -> String {
    match lang {
        Lang::En => format!("{first}–{last} of {total} rows"),
        Lang::Ko => format!("전체 {total}행 중 {first}–{last}"),
    }
}

/// How much of a stage runs the version that most of it runs.
pub fn summary(lang: Lang, stage: &str, same: usize, all: usize, version: &str) -> String {
    match lang {
        Lang::En => format!("{stage} {same}/{all} on {version}"),
        Lang::Ko => format!("{stage} {same}/{all} · {version}"),
    }
}

/// A stage in which nothing runs yet.
pub fn none_runs(lang: Lang, stage: &str, all: usize) -> String {
    match lang {
        Lang::En => format!("{stage} 0/{all} running"),
        Lang::Ko => format!("{stage} 0/{all} 실행 중"),
    }
}

/// Read out when cells change under the reader's eyes.
pub fn changed(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::En, 1) => "One environment changed".to_owned(),
        (Lang::En, _) => format!("{count} environments changed"),
        (Lang::Ko, _) => format!("환경 {count}개가 바뀌었습니다"),
    }
}

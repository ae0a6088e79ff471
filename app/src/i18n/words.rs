//! Words that several pages share.

crate::texts! {
    /// Verbs, nouns and column heads.
    pub Words {
        product: "Slipway", "Slipway";
        environments: "Environments", "환경";
        environment: "Environment", "환경";
        requests: "Requests", "요청";
        request: "Request", "요청";
        rollouts: "Rollouts", "배포";
        rollout: "Rollout", "배포";
        releases: "Releases", "릴리스";
        release: "Release", "릴리스";
        pipelines: "Pipelines", "파이프라인";
        approvals: "Approvals", "승인";
        templates: "Templates", "템플릿";
        template: "Template", "템플릿";
        audit: "Audit", "감사 기록";
        tokens: "Access tokens", "액세스 토큰";
        service: "Service", "서비스";
        services: "Services", "서비스";
        team: "Team", "팀";
        stage: "Stage", "단계";
        region: "Region", "리전";
        home: "home", "홈 리전";
        status: "Status", "상태";
        version: "Version", "버전";
        drift: "Drift", "드리프트";
        stack: "Stack", "스택";
        cost: "Cost", "비용";
        changed: "Changed", "변경";
        created: "Created", "생성";
        who: "Who", "누가";
        what: "What", "무엇을";
        when: "When", "언제";
        why: "Why", "왜";
        all: "All", "전체";
        none: "None", "없음";
        unknown: "Unknown", "알 수 없음";
        secret: "hidden", "숨김";
        search: "Search", "검색";
        filter: "Filter", "필터";
        apply_filter: "Apply", "적용";
        clear: "Clear", "지우기";
        cancel: "Cancel", "취소";
        close: "Close", "닫기";
        open: "Open", "열기";
        save: "Save", "저장";
        edit: "Edit", "수정";
        delete: "Delete", "삭제";
        update: "Update", "변경";
        create: "Create", "생성";
        back: "Back", "뒤로";
        next_page: "Next page", "다음 페이지";
        first_page: "First page", "첫 페이지";
        copy: "Copy", "복사";
        copied: "Copied", "복사했습니다";
        copy_api: "Copy as API call", "API 호출로 복사";
        details: "Details", "자세히";
        request_id: "Request id", "요청 번호";
        try_again: "Try again", "다시 시도";
        not_live: "Not live: reconnecting", "실시간 아님: 다시 연결하는 중";
        live: "Live", "실시간";
        opens_console: "opens the AWS console", "AWS 콘솔이 열립니다";
    }
}

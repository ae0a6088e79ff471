crate::texts! {
    /// Texts of the palette and of the search page.
    pub PaletteText {
        title: "Search", "검색";
        open: "Search or jump to…", "검색 또는 이동…";
        label: "Services, requests, rollouts, releases, environments, templates, actions", "서비스, 요청, 배포, 릴리스, 환경, 템플릿, 동작";
        nothing: "Nothing found. Try a part of a name.", "결과가 없습니다. 이름의 일부로 검색해 보세요.";
        hint: "↑↓ to choose, Enter to open, Esc to close", "↑↓ 선택, Enter 열기, Esc 닫기";
        action: "Actions", "동작";
        environment: "Environments", "환경";
        service: "Services", "서비스";
        template: "Templates", "템플릿";
        incident: "Incidents", "장애";
        maintenance: "Maintenance windows", "점검 기간";
        request: "Requests", "요청";
        rollout: "Rollouts", "배포";
        release: "Releases", "릴리스";
        pipelines: "Pipelines", "파이프라인";
        pipeline: "Pipelines", "파이프라인";
        failed_runs: "Runs that went wrong", "실패한 실행";
        open_runs: "Runs under way", "진행 중인 실행";
        new_rollout: "New rollout", "새 배포";
        rollouts: "Rollouts under way", "진행 중인 배포";
        failed_rollouts: "Rollouts that failed", "실패한 배포";
        releases: "Releases", "릴리스 목록";
        health: "Health of all regions", "리전 상태";
        health_of: "Health", "상태";
        services: "Service catalogue", "서비스 카탈로그";
        more: "More in the matrix", "매트릭스에서 더 보기";
        approve: "Approve what waits", "대기 중인 승인 처리";
        new_request: "New request", "새 요청";
        waiting: "Requests that wait for a decision", "결정을 기다리는 요청";
        failed: "Requests that failed", "실패한 요청";
        differences: "Environments that differ between regions", "리전 간 차이가 있는 환경";
        tokens: "Access tokens", "액세스 토큰";
        audit: "Audit trail", "감사 기록";
        templates: "Template catalogue", "템플릿 목록";
        environments: "Environment matrix", "환경 매트릭스";
        approvals: "Approval inbox", "승인 대기함";
    }
}

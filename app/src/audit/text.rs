crate::texts! {
    /// Texts of the audit trail's page.
    pub AuditText {
        subtitle: "Who changed what, why and when. Nothing here can be edited; every entry is chained to the one before it.", "누가 무엇을, 왜, 언제 바꿨는지. 수정할 수 없으며 각 기록은 앞 기록과 연결되어 있습니다.";
        export: "Export as JSON lines", "JSON Lines로 내보내기";
        actor: "Person", "사람";
        action: "Action", "동작";
        requests: "Requests and decisions", "요청과 결정";
        environments: "Environments", "환경";
        rollouts: "Rollouts and decisions", "배포와 결정";
        regions: "Regions of rollouts", "배포의 리전";
        releases: "Releases", "릴리스";
        incidents: "Incidents", "장애";
        freezes: "Freeze and maintenance windows", "배포 동결과 점검";
        drift: "Drift checks", "드리프트 확인";
        people: "People and their roles", "사람과 역할";
        sessions: "Sign-ins", "로그인";
        tokens: "Access tokens", "액세스 토큰";
        subject: "Subject", "대상";
        subject_hint: "req_…, env_… or rol_…", "req_…, env_… 또는 rol_…";
        from: "From", "시작일";
        until: "To", "종료일";
        label: "Audit events, newest first", "감사 기록, 최신순";
        before: "Before", "이전";
        after: "After", "이후";
        field: "Field", "필드";
        hash: "Hash", "해시";
        no_changes: "No values changed.", "바뀐 값이 없습니다.";
        empty: "Nothing has happened yet", "아직 기록이 없습니다";
        empty_text: "Every request, approval and sign of change will be listed here.", "모든 요청, 승인, 변경이 여기에 기록됩니다.";
        no_match: "No entry matches these filters", "조건에 맞는 기록이 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
    }
}

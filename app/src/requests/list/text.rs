crate::texts! {
    /// Texts of the list of requests.
    pub ListText {
        subtitle: "What was asked for, and what came of it", "요청한 것과 그 결과";
        new: "New request", "새 요청";
        any_status: "All statuses", "모든 상태";
        open: "Open", "진행 중";
        any_team: "All teams", "모든 팀";
        service_hint: "Exact name of a service", "서비스의 정확한 이름";
        mine: "Mine only", "내 요청만";
        label: "Requests", "요청 목록";
        targets: "Targets", "대상";
        asked_by: "Asked for by", "요청자";
        empty: "No requests yet", "아직 요청이 없습니다";
        empty_text: "Pick a template, tick the stages and regions, and Slipway plans all of them at once. Nothing is created before you have seen the plan.", "템플릿을 고르고 단계와 리전을 선택하면 한꺼번에 계획을 세웁니다. 계획을 보기 전에는 아무것도 만들지 않습니다.";
        no_match: "Nothing matches these filters", "조건에 맞는 요청이 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
        removes: "removes", "삭제";
        replaces: "replaces", "교체";
    }
}

crate::texts! {
    /// Texts of the page of deputies.
    pub DeputyText {
        title: "Deputies", "대리 승인자";
        subtitle: "For a span of time somebody of your team answers in your place. Both names stand beside each answer.", "정해진 기간 동안 같은 팀의 다른 사람이 대신 결정합니다. 결정마다 두 사람의 이름이 함께 남습니다.";
        given: "Who answers for you", "나를 대신하는 사람";
        taken: "For whom you answer", "내가 대신하는 사람";
        none: "Nobody", "없음";
        new: "Name a deputy", "대리 승인자 지정";
        only_leads: "Only team leads name deputies.", "팀 리드만 대리 승인자를 지정할 수 있습니다.";
        deputy: "Deputy", "대리 승인자";
        since: "From (empty: now)", "시작일 (비우면 지금부터)";
        until: "To the end of", "종료일";
        name: "Name the deputy", "지정하기";
        end: "Dismiss", "해제";
        from: "from", "시작";
        to: "until", "종료";
    }
}

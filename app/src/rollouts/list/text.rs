crate::texts! {
    /// Texts of the list of rollouts.
    pub ListText {
        subtitle: "Which release goes where, and how far it is", "어떤 릴리스가 어디까지 나갔는지";
        new: "New rollout", "새 배포";
        any_status: "All statuses", "모든 상태";
        open: "Under way", "끝나지 않음";
        any_team: "All teams", "모든 팀";
        any_stage: "All stages", "모든 단계";
        service_hint: "Exact name of a service", "서비스의 정확한 이름";
        label: "Rollouts", "배포 목록";
        regions: "Regions", "리전";
        asked_by: "Started by", "시작한 사람";
        back: "Rollback", "롤백";
        carries: "Environments first", "환경 먼저 변경";
        empty: "No rollouts yet", "아직 배포가 없습니다";
        empty_text: "Pick a release and a stage. Slipway copies the artifact to every region at once and goes out wave by wave, and you see here how far it is.", "릴리스와 단계를 고르세요. 아티팩트를 모든 리전에 미리 복사하고 웨이브 순서대로 배포하며, 진행 상황을 여기서 볼 수 있습니다.";
        no_match: "Nothing matches these filters", "조건에 맞는 배포가 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
    }
}

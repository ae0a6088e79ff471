crate::texts! {
    /// Texts of the list of releases.
    pub ReleasesText {
        subtitle: "Immutable artifacts with where they come from and where they run", "변하지 않는 아티팩트의 출처와 배포 위치";
        any_service: "All services", "모든 서비스";
        one: "Release", "릴리스";
        under_way: "On its way", "진행 중인 배포";
        notes: "Notes", "설명";
        label: "Releases", "릴리스 목록";
        commit: "Commit", "커밋";
        artifact: "Artifact", "아티팩트";
        image: "Container image", "컨테이너 이미지";
        built_by: "Built by", "빌드";
        runs: "Runs now in", "현재 배포 위치";
        nowhere: "nowhere", "없음";
        roll_out: "Roll out", "배포";
        empty: "No releases yet", "아직 릴리스가 없습니다";
        empty_text: "A build registers one as soon as its artifact is in the home region's store. Copy the call into the build's last step.", "빌드가 홈 리전 저장소에 아티팩트를 올린 뒤 릴리스를 등록합니다. 아래 호출을 빌드의 마지막 단계에 넣으세요.";
        no_match: "This service has no releases yet", "이 서비스에는 아직 릴리스가 없습니다";
    }
}

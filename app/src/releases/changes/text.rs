crate::texts! {
    /// Texts of what a release changes.
    pub ChangesText {
        title: "What changes", "변경 내용";
        since: "compared with", "비교 대상:";
        added: "Commits that come", "추가되는 커밋";
        removed: "Commits that are taken away", "되돌려지는 커밋";
        same: "Nothing: the same commit runs there.", "없음: 같은 커밋이 실행 중입니다.";
        nothing_runs: "Nothing to compare with: no release of this service runs there yet.", "비교할 대상이 없습니다: 아직 실행 중인 릴리스가 없습니다.";
        nothing_ran: "Nothing to compare with: no release of this service ran there before.", "비교할 대상이 없습니다: 이전에 실행된 릴리스가 없습니다.";
        unknown: "What changes is not known now", "지금은 변경 내용을 알 수 없습니다";
        more: "more", "개 더 보기";
        untold: "more are to be seen on GitHub only", "개는 GitHub에서만 볼 수 있습니다";
        whole: "All of it on GitHub", "GitHub에서 전체 보기";
    }
}

crate::texts! {
    /// Texts of the frame around every page.
    pub ChromeText {
        skip: "Skip to content", "본문으로 건너뛰기";
        main_menu: "Main", "주 메뉴";
        sandbox: "Sandbox", "샌드박스";
        sandbox_hint: "Everything here is a stand-in: no real AWS account is touched.", "모든 것이 모의 환경입니다. 실제 AWS 계정은 건드리지 않습니다.";
        search: "Search or jump to…", "검색 또는 이동…";
        language: "한국어", "English";
        language_hint: "한국어로 보기", "Show in English";
        to_dark: "Dark colours", "어두운 색";
        to_light: "Light colours", "밝은 색";
        to_system: "Colours of the system", "시스템 색";
        sign_out: "Sign out", "로그아웃";
        account: "Account", "계정";
        keyboard: "Keyboard shortcuts", "키보드 단축키";
        sign_in: "Sign in", "로그인";
        not_found: "There is nothing at this address", "이 주소에는 아무것도 없습니다";
        not_found_text: "It may have been deleted, or the link is incomplete. Nothing was changed.", "삭제되었거나 링크가 잘린 것 같습니다. 아무것도 바뀌지 않았습니다.";
        to_environments: "Go to the environments", "환경 목록으로";
        forbidden: "You may not see this", "볼 수 있는 권한이 없습니다";
        unavailable: "Slipway cannot reach what it needs", "필요한 시스템에 연결할 수 없습니다";
        failed: "This page could not be shown", "페이지를 표시하지 못했습니다";
        failed_hint: "Trying again may help. If it does not, tell the platform team the request id.", "다시 시도해 보세요. 계속되면 플랫폼 팀에 요청 번호를 알려 주세요.";
    }
}

crate::texts! {
    /// Texts of the sign-in page.
    pub SignInText {
        title: "Sign in", "로그인";
        heading: "Who would you like to be?", "누구로 시작할까요?";
        subtitle: "Environments for every stage and region, from one form.", "하나의 양식으로 모든 단계와 리전의 환경을.";
        with: "Sign in with", "다음으로 로그인:";
        kept: "Your session had ended. What you typed is kept and comes back after signing in.", "세션이 만료되었습니다. 입력한 내용은 보관되어 있으며 로그인하면 돌아옵니다.";
        sandbox_note: "This is a sandbox: nothing here touches a real AWS account.", "샌드박스입니다. 실제 AWS 계정은 건드리지 않습니다.";
        elsewhere: "No way to sign in is configured here yet: docs/CONFIGURATION.md tells your platform team how. Scripts use an access token.", "아직 로그인 방법이 설정되지 않았습니다. 플랫폼 팀은 docs/CONFIGURATION.md를 참고하세요. 스크립트는 액세스 토큰을 사용합니다.";
        developer: "Asks for environments and watches them come up.", "환경을 요청하고 만들어지는 과정을 지켜봅니다.";
        lead: "Lets changes into production.", "상용 반영을 승인합니다.";
        on_call: "Finds out what is wrong, retries and cancels.", "문제를 찾아 다시 시도하거나 취소합니다.";
        admin: "Looks after all teams and stages.", "모든 팀과 단계를 관리합니다.";
    }
}

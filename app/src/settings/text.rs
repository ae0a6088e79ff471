use crate::i18n::Lang;

crate::texts! {
    /// Texts of the page of access tokens.
    pub TokenText {
        subtitle: "For scripts and pipelines. A token may do what you may, within its scopes.", "스크립트와 파이프라인용입니다. 토큰은 선택한 범위 안에서 본인과 같은 권한을 가집니다.";
        new: "New token", "새 토큰";
        label: "What it is for", "용도";
        label_hint: "So that you recognise it later, such as “deploy pipeline”.", "나중에 알아볼 수 있게 적으세요. 예: “배포 파이프라인”";
        scopes: "What it may do", "권한 범위";
        read: "Read everything you may see", "내가 볼 수 있는 모든 것 읽기";
        write: "Make and change requests", "요청 생성과 변경";
        approve: "Decide on requests", "요청 승인과 반려";
        can_read: "read", "읽기";
        can_write: "write", "쓰기";
        can_approve: "approve", "승인";
        new_location: "Token for a probe location", "프로브 위치용 토큰";
        location: "Location", "위치";
        location_hint: "The machine that runs “slipway probe” there. Its token fetches this location's probes and sends in what it found, and is refused everywhere else.", "그곳에서 “slipway probe”를 실행하는 서버입니다. 이 토큰으로는 해당 위치의 프로브를 받아 가고 결과를 보내는 것만 할 수 있습니다.";
        create_location: "Create the location's token", "위치 토큰 만들기";
        no_locations: "The configuration names no location on another machine yet; add one to probes.remote_locations.", "설정에 다른 서버의 위치가 아직 없습니다. probes.remote_locations에 추가하세요.";
        expires: "Expires", "만료";
        days_7: "in 7 days", "7일 후";
        days_30: "in 30 days", "30일 후";
        days_90: "in 90 days", "90일 후";
        days_365: "in a year", "1년 후";
        never: "never", "만료 없음";
        create: "Create the token", "토큰 만들기";
        created: "Copy the token now: it is not shown again.", "지금 토큰을 복사하세요. 다시 표시되지 않습니다.";
        list: "Your tokens", "내 토큰";
        revoke: "Revoke", "폐기";
        revoke_title: "Revoke this token?", "이 토큰을 폐기할까요?";
        revoke_text: "Whatever uses it is refused from now on. This cannot be taken back; a new token takes its place.", "이 토큰을 쓰는 모든 작업이 바로 거부됩니다. 되돌릴 수 없으며, 다시 쓰려면 새 토큰을 만들어야 합니다.";
        revoked: "Revoked", "폐기됨";
        expired: "Expired", "만료됨";
        active: "Active", "사용 중";
        none: "No tokens yet", "아직 토큰이 없습니다";
        none_text: "Create one to use the API from a script.", "스크립트에서 API를 사용하려면 토큰을 만드세요.";
    }
}

crate::texts! {
    /// Texts of the page of one's account on GitHub.
    pub GithubText {
        title: "GitHub account", "GitHub 계정";
        subtitle: "Some environments on GitHub take a yes only from a person. When you approve here and are one of their reviewers, Slipway hands your yes over with your account, and does nothing else with it.", "GitHub의 일부 환경은 사람의 승인만 받습니다. 여기서 승인한 사람이 그 환경의 검토자이면 Slipway가 그 사람의 계정으로 승인을 전달하며, 다른 용도로는 쓰지 않습니다.";
        none: "Slipway has no account of yours: reviewers answer on GitHub itself.", "등록된 계정이 없습니다. 검토자가 GitHub에서 직접 승인해야 합니다.";
        lent: "What Slipway may answer with", "Slipway가 사용할 계정";
        account: "Account", "계정";
        source: "From", "출처";
        scopes: "Scopes", "권한 범위";
        from_sign_in: "your signing in with GitHub; it ends when you sign out everywhere", "GitHub 로그인. 모든 기기에서 로그아웃하면 함께 해제됩니다";
        from_token: "a token that you gave", "직접 등록한 토큰,";
        forget: "Forget the token", "토큰 삭제";
        give: "Lend an account", "계정 등록";
        replace: "Lend another one instead", "다른 계정으로 바꾸기";
        token: "Access token of GitHub", "GitHub 액세스 토큰";
        token_hint: "Fine-grained with “Deployments: write” and “Actions: read” for the repositories, or classic with the scope repo. It is kept encrypted and never shown.", "저장소에 “Deployments: write”와 “Actions: read” 권한이 있는 fine-grained 토큰, 또는 repo 범위의 classic 토큰입니다. 암호화하여 보관하며 다시 표시하지 않습니다.";
        keep: "Keep the token", "토큰 등록";
        everywhere: "Sign out everywhere", "모든 기기에서 로그아웃";
        everywhere_text: "Ends all your sessions, this one, too, and forgets everything with which Slipway could act as you on GitHub.", "이 세션을 포함한 모든 세션을 끝내고, GitHub에서 본인으로 동작하는 데 필요한 정보를 모두 지웁니다.";
    }
}

/// A scope as the form calls it; one that it does not offer is called as scripts call it.
pub fn scope(lang: Lang, name: &str) -> String {
    let text = TokenText::of(lang);
    match (name, name.strip_prefix("measure:"), lang) {
        ("read", ..) => text.can_read.to_owned(),
        ("write", ..) => text.can_write.to_owned(),
        ("approve", ..) => text.can_approve.to_owned(),
        (_, Some(location), Lang::En) => format!("measure from {location}"),
        (_, Some(location), Lang::Ko) => format!("{location}에서 측정"),
        (other, ..) => other.to_owned(),
    }
}

/// What the button does that revokes it for good.
pub fn revoke_one(lang: Lang, label: &str) -> String {
    match lang {
        Lang::En => format!("Revoke {label}"),
        Lang::Ko => format!("{label} 폐기"),
    }
}

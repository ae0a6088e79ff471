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

impl TokenText {
    /// A scope as the form calls it; one that it does not offer is called as scripts call it.
    pub fn scope<'a>(&self, name: &'a str) -> &'a str {
        match name {
            "read" => self.can_read,
            "write" => self.can_write,
            "approve" => self.can_approve,
            other => other,
        }
    }
}

/// What the button does that revokes it for good.
pub fn revoke_one(lang: Lang, label: &str) -> String {
    match lang {
        Lang::En => format!("Revoke {label}"),
        Lang::Ko => format!("{label} 폐기"),
    }
}

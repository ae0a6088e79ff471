use crate::i18n::Lang;

crate::texts! {
    /// Texts of the approval inbox.
    pub InboxText {
        commits: "Commits", "커밋";
        environments: "Changes environments first:", "환경을 먼저 변경:";
        subtitle: "What waits for your answer, the riskiest first", "내 결정을 기다리는 요청과 배포, 위험한 것부터";
        list: "Waiting for you", "내 결정을 기다리는 요청";
        rollouts: "Rollouts that wait for you", "내 결정을 기다리는 배포";
        reviews: "Went ahead without approval: a review is due", "승인 없이 진행됨: 검토 필요";
        asks: "started by", "시작:";
        empty: "Nothing waits for you", "기다리는 요청이 없습니다";
        empty_text: "Requests that need your yes appear here, the riskiest first. What waits for somebody else is in the list of requests.", "승인이 필요한 요청이 위험한 순서로 여기에 표시됩니다. 다른 사람의 승인을 기다리는 요청은 요청 목록에서 볼 수 있습니다.";
        see_waiting: "Requests that wait for approval", "승인 대기 중인 요청";
        until: "until", "기한";
        radius: "Blast radius", "영향 범위";
        stages: "Stages", "단계";
        regions: "Regions", "리전";
        resources: "Resources", "리소스";
        whole: "See the whole request", "요청 전체 보기";
        done: "Your answer is recorded.", "결정을 기록했습니다.";
        see_it: "See the request", "요청 보기";
        gone: "This request does not wait for an answer any more.", "이 요청은 더 이상 결정을 기다리지 않습니다.";
    }
}

/// What a request wants, in one sentence.
pub struct Sentence<'a> {
    pub who: &'a str,
    pub action: domain::request::RequestAction,
    pub what: &'a str,
    pub template: &'a str,
    /// Stage and regions, in few words.
    pub places: &'a str,
    /// `None`: nobody has estimated it.
    pub cost: Option<String>,
}

/// One sentence that tells it all.
pub fn sentence(lang: Lang, told: &Sentence<'_>) -> String {
    use domain::request::RequestAction::{Create, Delete, Update};
    let Sentence { who, action, what, template, places, cost } = told;
    let cost = cost.as_ref();
    match lang {
        Lang::En => {
            let verb = match action {
                Create => "create",
                Update => "change",
                Delete => "delete",
            };
            let cost = cost.map(|cost| format!(", estimated at {cost}")).unwrap_or_default();
            format!("{who} wants to {verb} {what} ({template}) in {places}{cost}.")
        }
        Lang::Ko => {
            let verb = match action {
                Create => "생성",
                Update => "변경",
                Delete => "삭제",
            };
            let cost = cost.map(|cost| format!(" 예상 비용은 {cost}입니다.")).unwrap_or_default();
            format!("{who} 님이 {what} ({template}) {verb} 요청을 올렸습니다. 대상: {places}.{cost}")
        }
    }
}

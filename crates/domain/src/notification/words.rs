//! What a notice says, in the recipient's language. Channels only lay it out.

use super::{Notice, NoticeKind};
use crate::approval::Decision;
use crate::template::Lang;

/// The longest reason that is passed on.
const LONGEST_WHY: usize = 600;

/// A notice in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// One line: what happened to what.
    pub title: String,
    /// Where, and why; each a line of plain text.
    pub lines: Vec<String>,
    /// What the link is called.
    pub action: &'static str,
    /// Whether following the link is wanted of the reader.
    pub urgent: bool,
}

/// The words of a notice.
pub fn message(notice: &Notice, lang: Lang) -> Message {
    let news = &notice.news;
    let decides = news.kind.wants_decision();
    let mut lines: Vec<String> = (!news.place.is_empty()).then(|| news.place.clone()).into_iter().collect();
    if let Some(by) = &news.by {
        lines.push(match lang {
            Lang::En => format!("By {}", by.name),
            Lang::Ko => format!("담당: {}", by.name),
        });
    }
    lines.extend(news.why.as_deref().map(|why| format!("“{}”", shortened(why))));
    Message { title: title(notice, lang), lines, action: action(news.kind, lang), urgent: decides }
}

fn title(notice: &Notice, lang: Lang) -> String {
    let news = &notice.news;
    let verdict = match (news.kind, news.decision) {
        (NoticeKind::Decided, Some(decision)) => answer(decision, lang),
        (kind, _) if news.rollback => rollback_title(kind, lang),
        (kind, _) => kind_title(kind, lang),
    };
    format!("{verdict}: {}", news.subject)
}

fn answer(decision: Decision, lang: Lang) -> &'static str {
    match (decision, lang) {
        (Decision::Approve, Lang::En) => "Approved",
        (Decision::Approve, Lang::Ko) => "승인됨",
        (Decision::Reject, Lang::En) => "Stopped",
        (Decision::Reject, Lang::Ko) => "중단됨",
        (Decision::RequestChanges, Lang::En) => "Changes asked for",
        (Decision::RequestChanges, Lang::Ko) => "수정 요청됨",
    }
}

/// What a kind is called where it is about a rollback.
fn rollback_title(kind: NoticeKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (NoticeKind::ApprovalWanted, Lang::En) => "Approval of a rollback wanted",
        (NoticeKind::ApprovalWanted, Lang::Ko) => "롤백 승인 필요",
        (NoticeKind::RolloutSucceeded, Lang::En) => "Rollback done",
        (NoticeKind::RolloutSucceeded, Lang::Ko) => "롤백 완료",
        (NoticeKind::RolloutHalted, Lang::En) => "Rollback halted",
        (NoticeKind::RolloutHalted, Lang::Ko) => "롤백 중단",
        (kind, lang) => kind_title(kind, lang),
    }
}

/// What a kind is called.
pub fn kind_title(kind: NoticeKind, lang: Lang) -> &'static str {
    use NoticeKind as K;
    let (en, ko) = match kind {
        K::ApprovalWanted => ("Approval wanted", "승인 필요"),
        K::Decided => ("Decision made", "결정됨"),
        K::WaitingTooLong => ("Still waiting", "오래 대기 중"),
        K::RequestPlanned => ("Plan made, being applied", "계획 완료, 적용 중"),
        K::RequestSucceeded => ("Request done", "요청 완료"),
        K::RequestFailed => ("Request failed", "요청 실패"),
        K::RolloutSucceeded => ("Rollout done", "배포 완료"),
        K::RolloutHalted => ("Rollout halted", "배포 중단"),
        K::RolledBack => ("Rollback begun", "롤백 시작"),
        K::GlassBroken => ("Went ahead without approval", "승인 없이 긴급 진행"),
        K::ReviewDue => ("Review due", "사후 검토 필요"),
        K::FreezeAdded => ("Freeze window added", "배포 동결 추가"),
        K::OverrideWanted => ("Freeze override wants a second person", "동결 해제에 두 번째 확인 필요"),
        K::FreezeOverridden => ("Freeze overridden", "동결 해제됨"),
        K::IncidentOpened => ("Incident opened", "장애 발생"),
        K::OnCallWanted => ("You are on call: please look", "당직 호출: 확인 필요"),
        K::IncidentAssigned => ("Incident given to you", "장애 담당 지정"),
        K::IncidentResolved => ("Incident resolved", "장애 해결"),
        K::Test => ("Test message", "시험 메시지"),
    };
    match lang {
        Lang::En => en,
        Lang::Ko => ko,
    }
}

fn action(kind: NoticeKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (NoticeKind::ApprovalWanted | NoticeKind::WaitingTooLong, Lang::En) => "Approve or reject…",
        (NoticeKind::ApprovalWanted | NoticeKind::WaitingTooLong, Lang::Ko) => "승인 또는 거절…",
        (NoticeKind::ReviewDue, Lang::En) => "Review…",
        (NoticeKind::ReviewDue, Lang::Ko) => "검토…",
        (NoticeKind::OverrideWanted, Lang::En) => "Confirm…",
        (NoticeKind::OverrideWanted, Lang::Ko) => "확인…",
        (NoticeKind::OnCallWanted, Lang::En) => "Acknowledge…",
        (NoticeKind::OnCallWanted, Lang::Ko) => "확인 응답…",
        (_, Lang::En) => "Look",
        (_, Lang::Ko) => "보기",
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_WHY) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

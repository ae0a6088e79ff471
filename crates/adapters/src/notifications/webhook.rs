//! The body of a signed webhook.

use jiff::Timestamp;
use serde_json::{Value, json};
use services::ports::Letter;

/// Type, time and data, as the Standard Webhooks specification recommends.
pub fn body(letter: &Letter) -> Value {
    let (notice, news) = (&letter.notice, &letter.notice.news);
    let at = Timestamp::from_millisecond(notice.at.0).unwrap_or_default();
    json!({
        "type": news.kind,
        "timestamp": at.to_string(),
        "data": {
            "id": notice.id,
            "severity": news.kind.severity(),
            "about": news.about,
            "team": news.team,
            "subject": news.subject,
            "place": news.place,
            "decision": news.decision,
            "by": news.by,
            "to": news.to,
            "why": news.why,
            "title": letter.message.title,
            "url": letter.link,
        },
    })
}

use super::{Live, NotLive, follow};
use domain::live::{LiveEvent, Topic};
use leptos::prelude::*;

crate::texts! {
    /// What the note says.
    ChangedText {
        changed: "What this page shows has changed since it was opened.", "페이지를 연 뒤 내용이 변경되었습니다.";
        show: "Show the present state", "현재 상태 보기";
    }
}

/// Says so when something has become newer than what is shown. The page itself stays as it is, because somebody
/// may be reading, unless it shows something that is about to be over.
#[island]
pub fn ChangedNote(
    /// What kind of thing it is.
    topic: Topic,
    id: String,
    /// Of what the page shows.
    version: i64,
    /// Place in the stream of changes before the page was made.
    since: i64,
    /// Whether the page is loaded again then.
    reload: bool,
) -> impl IntoView {
    let url = format!("/live/changes?since={since}");
    let live: Live<LiveEvent> = follow(url.clone(), "change", 0);
    let newer = Memo::new(move |before: Option<&bool>| {
        let told = live.latest.get().is_some_and(|event| {
            let change = event.change;
            change.topic == topic && change.subject == id && change.version > version
        });
        told || before.copied().unwrap_or(false)
    });
    Effect::new(move || {
        if reload && newer.get() {
            // A page that cannot be loaded again still has its link.
            let _ = window().location().reload();
        }
    });
    let text = ChangedText::here();
    view! {
        <div role="status" data-live=url>
            <NotLive stale=live.stale/>
            <p class="note busy changed" hidden=move || !newer.get()>
                <i class="glyph busy" aria-hidden="true"></i>
                <span>{text.changed}" "<a href="">{text.show}</a></span>
            </p>
        </div>
    }
}

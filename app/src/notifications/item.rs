use super::api::READ;
use super::text::NotificationText;
use crate::ssr;
use crate::ui::{Button, Kind, Time, Tone, ToneBadge};
use domain::notification::{NoticeKind, Notification, Severity, kind_title, message};
use leptos::prelude::*;

/// One line of the list: what happened, and the way there.
pub fn item(one: Notification) -> AnyView {
    let words = message(&one.notice, ssr::lang());
    let unread = one.read_at.is_none();
    let lines = words.lines.into_iter().map(|line| view! { <p class="faint">{line}</p> }).collect_view();
    let (path, at, title) = (one.notice.path(), one.notice.at, words.title);
    let of = title.clone();
    let read = unread.then(|| {
        view! {
            <form method="post" action=READ>
                <input type="hidden" name="id" value=one.id.to_string()/>
                <Button kind=Kind::Quiet>
                    {NotificationText::here().read}<span class="vh">": "{of}</span>
                </Button>
            </form>
        }
    });
    view! {
        <li class="card notice" class:unread=unread>
            <div class="body">
                <p class="notice-head">{badge(one.notice.news.kind)}" "<Time at=at/></p>
                <h3><a href=path.clone()>{title.clone()}</a></h3>
                {lines}
                <div class="actions">
                    <a class="button" href=path>{words.action}<span class="vh">": "{title.clone()}</span></a>
                    {read}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// Shape, word and colour of a kind.
pub fn badge(kind: NoticeKind) -> AnyView {
    let tone = match kind.severity() {
        Severity::Good => Tone::Good,
        Severity::Info => Tone::Gone,
        Severity::Action => Tone::Waiting,
        Severity::Bad => Tone::Bad,
    };
    view! { <ToneBadge tone=tone word=kind_title(kind, ssr::lang())/> }.into_any()
}

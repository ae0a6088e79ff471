use super::api::READ;
use super::text::NotificationText;
use crate::i18n::names;
use crate::ssr;
use crate::ui::{Button, Kind, Time, Tone, ToneBadge};
use domain::names::{RegionName, StageName};
use domain::notification::{About, News, NoticeKind, Notification, Severity, kind_title, message};
use leptos::prelude::*;

/// One line of the list: what happened, and the way there.
pub fn item(one: Notification) -> AnyView {
    let words = message(&one.notice, ssr::lang());
    let place = one.notice.news.place.clone();
    let named = |line: String| if line == place { places(&line) } else { line };
    let unread = one.read_at.is_none();
    let lines =
        words.lines.into_iter().map(|line| view! { <p class="faint">{named(line)}</p> }).collect_view();
    let (path, at) = (one.notice.path(), one.notice.at);
    let title = titled(words.title, &one.notice.news);
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

/// An incident that the portal opened is called after where it began.
fn titled(title: String, news: &News) -> String {
    let named = || {
        let [service, stage, region]: [&str; 3] =
            news.subject.split(" · ").collect::<Vec<_>>().try_into().ok()?;
        let portal = ssr::portal().ok()?;
        let region = portal.rules().regions.iter().find(|known| known.title == region)?;
        let (stage, region) = (StageName::parse(stage).ok()?, ssr::region(ssr::lang(), &region.name));
        let told = format!("{service} · {} · {region}", names::stage(ssr::lang(), &stage));
        Some(title.strip_suffix(&news.subject)?.to_owned() + &told)
    };
    let incident = matches!(news.about, About::Incident(_));
    incident.then(named).flatten().unwrap_or(title)
}

/// "prod · ap-northeast-2, eu-west-3" as people call it; what is no such list stays as it is.
fn places(told: &str) -> String {
    let lang = ssr::lang();
    let named = told.split_once(" · ").and_then(|(stage, regions)| {
        let stage = names::stage(lang, &StageName::parse(stage).ok()?);
        let regions = regions.split(", ").map(|name| Some(ssr::region(lang, &RegionName::parse(name).ok()?)));
        Some(format!("{stage} · {}", regions.collect::<Option<Vec<_>>>()?.join(", ")))
    });
    named.unwrap_or_else(|| told.to_owned())
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

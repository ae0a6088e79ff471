use super::api::{CREATE, DELETE, SETTINGS, TEST};
use super::settings::languages;
use super::text::NotificationText;
use crate::ssr;
use crate::ui::{ApiCall, Button, CopyButton, Field, Kind};
use domain::notification::{Means, NoticeKind, kind_title};
use domain::view::{Allowed, ChannelView, PreferenceBoard};
use leptos::prelude::*;

/// Carries a new channel's secret from the form to the page that shows it, and no further.
const COOKIE: &str = "slipway_new_channel";
const EXAMPLE: &str = r##"{"team": "streaming", "label": "#deploys", "means": "slack", "target": "https://hooks.slack.com/services/…"}"##;

/// Lets the next view of the page show the secret.
pub fn show_once(secret: &str) {
    set_cookie(secret, 60);
}

fn set_cookie(value: &str, seconds: u32) {
    ssr::set_cookie(&format!(
        "{COOKIE}={value}; Path={SETTINGS}; Max-Age={seconds}; HttpOnly; SameSite=Strict"
    ));
}

/// The secret of the channel that was made just now, if one was made for it.
pub fn fresh() -> Option<AnyView> {
    let secret = ssr::cookie(COOKIE).filter(|secret| !secret.is_empty())?;
    set_cookie("", 0);
    Some(
        view! {
            <div class="note good" role="status">
                <i class="glyph good" aria-hidden="true"></i>
                <div>
                    <p>{NotificationText::here().secret_made}</p>
                    <p><code class="secret">{secret.clone()}</code>" "<CopyButton text=secret/></p>
                </div>
            </div>
        }
        .into_any(),
    )
}

pub fn channels(channels: Vec<ChannelView>) -> AnyView {
    let text = NotificationText::here();
    let list = if channels.is_empty() {
        view! { <p class="faint">{text.no_channels}</p> }.into_any()
    } else {
        let items = channels.into_iter().map(channel).collect_view();
        view! { <ul class="stack" aria-label=text.channels>{items}</ul> }.into_any()
    };
    view! {
        <section class="card" id="channels">
            <header><h2>{text.channels}</h2><ApiCall method="GET" path="/notifications/channels"/></header>
            <div class="body">{list}</div>
        </section>
    }
    .into_any()
}

fn channel(channel: ChannelView) -> AnyView {
    let text = NotificationText::here();
    let lang = ssr::lang();
    let kinds: Vec<&str> = channel.kinds.iter().map(|kind| kind_title(*kind, lang)).collect();
    let kinds = if kinds.is_empty() { text.everything.to_owned() } else { kinds.join(", ") };
    let (id, path) = (channel.id.to_string(), format!("/notifications/channels/{}", channel.id));
    let (testing, deleting) = (channel.may_manage.clone(), channel.may_manage);
    view! {
        <li class="channel">
            <p><strong>{channel.label}</strong>" "<span class="faint">{means(channel.means)}" · "{channel.team.to_string()}</span></p>
            <p class="faint">{channel.target}" · "{kinds}</p>
            <div class="actions">
                <form method="post" action=TEST>
                    <input type="hidden" name="id" value=id.clone()/>
                    <Button kind=Kind::Quiet allowed=testing>{text.test}</Button>
                </form>
                <form method="post" action=DELETE>
                    <input type="hidden" name="id" value=id/>
                    <Button kind=Kind::Danger allowed=deleting>{text.delete}</Button>
                </form>
                <ApiCall method="DELETE" path=path/>
            </div>
        </li>
    }
    .into_any()
}

pub fn means(means: Means) -> &'static str {
    let text = NotificationText::here();
    match means {
        Means::Email => text.mail,
        Means::Slack => text.slack,
        Means::Webhook => text.webhook,
    }
}

/// Where a channel is made. Who may not reads why.
pub fn creation(board: &PreferenceBoard) -> AnyView {
    let text = NotificationText::here();
    let allowed = board.teams.iter().map(|(_, may)| may);
    let allowed = allowed.clone().find(|may| may.allowed).or_else(|| allowed.clone().next()).cloned();
    let allowed = allowed.unwrap_or_else(|| Allowed::no(text.no_team));
    let teams = board.teams.iter().filter(|(_, may)| may.allowed || !allowed.allowed);
    let teams = teams.map(|(team, _)| view! { <option value=team.to_string()>{team.to_string()}</option> });
    let teams = teams.collect_view();
    let ways = [Means::Slack, Means::Webhook, Means::Email]
        .map(|way| view! { <option value=way.as_str()>{means(way)}</option> });
    let kinds = NoticeKind::ALL.map(|kind| {
        view! {
            <label class="check">
                <input type="checkbox" name="kinds[]" value=kind.as_str()/>{kind_title(kind, ssr::lang())}
            </label>
        }
    });
    view! {
        <section class="card" id="new-channel">
            <header><h2>{text.new_channel}</h2><ApiCall method="POST" path="/notifications/channels" body=EXAMPLE/></header>
            <form class="body stack" method="post" action=CREATE>
                <Field id="channel-team" label=text.team>
                    <select id="channel-team" name="team">{teams}</select>
                </Field>
                <Field id="channel-label" label=text.label>
                    <input id="channel-label" name="label" required maxlength="80" autocomplete="off"/>
                </Field>
                <Field id="channel-means" label=text.means>
                    <select id="channel-means" name="means">{ways.into_iter().collect_view()}</select>
                </Field>
                <Field id="channel-target" label=text.target hint=text.target_hint>
                    <input id="channel-target" name="target" required maxlength="2000" autocomplete="off"
                        aria-describedby="channel-target-hint"/>
                </Field>
                <Field id="channel-secret" label=text.secret hint=text.secret_hint>
                    <input id="channel-secret" name="secret" maxlength="200" autocomplete="off"
                        aria-describedby="channel-secret-hint"/>
                </Field>
                <Field id="channel-lang" label=text.lang>
                    <select id="channel-lang" name="lang">{languages(ssr::lang())}</select>
                </Field>
                <fieldset class="field">
                    <legend>{text.kinds}</legend>
                    <div class="checks">{kinds.into_iter().collect_view()}</div>
                </fieldset>
                <p class="actions"><Button kind=Kind::Primary allowed=allowed>{text.create}</Button></p>
            </form>
        </section>
    }
    .into_any()
}

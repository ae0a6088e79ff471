use super::api::{CHOOSE, SETTINGS};
use super::channels::{channels, creation, fresh};
use super::deliveries::deliveries;
use super::text::NotificationText;
use crate::chrome::{Nav, page};
use crate::i18n::{Lang, Words};
use crate::ssr;
use crate::ssr::back::kept;
use crate::ui::{ApiCall, Button, DataTable, ErrorNote, Field, Kind, PageHead};
use domain::notification::{NoticeKind, Preferences, Way, kind_title};
use domain::view::PreferenceBoard;
use leptos::prelude::*;

/// Deliveries that are listed.
const LISTED: u32 = 30;
const EXAMPLE: &str =
    r#"{"email": "mina@example.com", "lang": "ko", "choices": {"rollout-succeeded": ["portal", "email"]}}"#;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// Where a form that came back is kept.
    failed: String,
    /// Of deliveries.
    state: String,
    after: String,
}

#[component]
pub fn NotificationSettingsPage() -> impl IntoView {
    let secret = fresh();
    page(Nav::Nowhere, NotificationText::here().to_settings, async move |portal, actor| {
        let text = NotificationText::here();
        let query: Query = ssr::query();
        let board = portal.notification_preferences(&actor).await?;
        let (state, after) = (some(&query.state), some(&query.after));
        let outgoing = portal.outgoing_notices(&actor, state, after, LISTED).await?;
        let came_back = kept(&portal, &actor, &query.failed, SETTINGS).await;
        let failure = came_back.map(|kept| view! { <ErrorNote failure=kept.failure/> });
        let (own, list, new) = (own(&board), channels(board.channels.clone()), creation(&board));
        Ok(view! {
            <PageHead title=text.to_settings subtitle=text.settings_subtitle/>
            {failure}
            {secret}
            <div class="stack">{own}{list}{new}{deliveries(outgoing, &query.state)}</div>
        }
        .into_any())
    })
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// A box for each kind and way.
fn own(board: &PreferenceBoard) -> AnyView {
    let text = NotificationText::here();
    let preferences = &board.preferences;
    let rows = NoticeKind::ALL.map(|kind| row(preferences, kind)).into_iter().collect_view();
    let email = preferences.email.clone().unwrap_or_default();
    let languages = languages(preferences.lang);
    let hint = if board.sends_mail { text.email_hint } else { text.no_mail };
    view! {
        <section class="card" id="own-notifications">
            <header><h2>{text.own}</h2><ApiCall method="PUT" path="/notifications/preferences" body=EXAMPLE/></header>
            <form class="body stack" method="post" action=CHOOSE>
                <Field id="notice-email" label=text.email hint=hint>
                    <input id="notice-email" name="email" type="email" maxlength="254" autocomplete="email" value=email
                        aria-describedby="notice-email-hint"/>
                </Field>
                <Field id="notice-lang" label=text.lang>
                    <select id="notice-lang" name="lang">{languages}</select>
                </Field>
                <DataTable label=text.own>
                    <thead>
                        <tr>
                            <th scope="col">{text.kind}</th>
                            <th scope="col">{text.in_portal}</th>
                            <th scope="col">{text.by_mail}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </DataTable>
                <p class="actions"><Button kind=Kind::Primary>{Words::here().save}</Button></p>
            </form>
        </section>
    }
    .into_any()
}

fn row(preferences: &Preferences, kind: NoticeKind) -> AnyView {
    let (text, title) = (NotificationText::here(), kind_title(kind, ssr::lang()));
    let cells = Way::ALL.map(|way| {
        let value = format!("{}:{}", kind.as_str(), way.as_str());
        let name = match way {
            Way::Portal => text.in_portal,
            Way::Email => text.by_mail,
        };
        let label = format!("{title}: {name}");
        let checked = preferences.wants(kind, way);
        view! { <td><input type="checkbox" name="choices[]" value=value checked=checked aria-label=label/></td> }
    });
    view! { <tr><th scope="row">{title}</th>{cells.into_iter().collect_view()}</tr> }.into_any()
}

/// Each language by its own name.
pub fn languages(chosen: Lang) -> AnyView {
    [(Lang::En, "English"), (Lang::Ko, "한국어")]
        .map(|(lang, name)| view! { <option value=lang.tag() selected=lang == chosen lang=lang.tag()>{name}</option> })
        .into_iter()
        .collect_view()
        .into_any()
}

use super::location::LocationToken;
use super::text::{self, TokenText};
use super::{CREATE, REVOKE};
use crate::chrome::{Nav, page};
use crate::i18n::Words;
use crate::ssr::{self, refused};
use crate::ui::{
    ApiCall, Button, ButtonLink, CopyButton, DataTable, Dialog, DialogButton, EmptyState, ErrorNote, Field,
    Kind, PageHead, Time, Tone, ToneBadge, address,
};
use domain::Timestamp;
use domain::view::TokenView;
use leptos::prelude::*;

/// Carries a new token's secret from the form to the page that shows it, and no further.
const COOKIE: &str = "slipway_new_token";
const PATH: &str = "/settings/tokens";

/// Lets the next view of the page show the secret.
pub fn show_once(secret: &str) {
    set_cookie(secret, 60);
}

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// The token that is to be revoked, without scripts.
    revoke: String,
}

fn set_cookie(value: &str, seconds: u32) {
    ssr::set_cookie(&format!("{COOKIE}={value}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict"));
}

#[component]
pub fn TokensPage() -> impl IntoView {
    let secret = ssr::cookie(COOKIE).filter(|secret| !secret.is_empty());
    if secret.is_some() {
        set_cookie("", 0);
    }
    page(Nav::Nowhere, Words::here().tokens, async move |portal, actor| {
        let tokens = portal.tokens(&actor).await?;
        let now = portal.now();
        let Query { revoke } = ssr::query();
        let asked = tokens.iter().find(|token| token.id.as_str() == revoke && is_good(token, now)).cloned();
        let failure = refused::failure(&portal, &actor);
        let failure = failure.map(|failure| view! { <ErrorNote failure=failure/> });
        Ok(view! {
            <PageHead title=Words::here().tokens subtitle=TokenText::here().subtitle/>
            <div class="stack">
                {failure}
                {secret.map(|secret| view! { <Fresh secret=secret/> })}
                {asked.map(|token| view! { <Asked token=token/> })}
                <Creation/>
                <LocationToken measuring=portal.measuring(&actor)/>
                <List tokens=tokens now=now/>
            </div>
        }
        .into_any())
    })
}

#[component]
fn Fresh(secret: String) -> impl IntoView {
    view! {
        <div class="note good" role="status">
            <i class="glyph good" aria-hidden="true"></i>
            <div>
                <p>{TokenText::here().created}</p>
                <p><code class="secret">{secret.clone()}</code>" "<CopyButton text=secret/></p>
            </div>
        </div>
    }
}

#[component]
fn Creation() -> impl IntoView {
    let text = TokenText::here();
    let scopes =
        [("read", text.read), ("write", text.write), ("approve", text.approve)].map(|(name, label)| {
            view! {
                <label class="check">
                    <input type="checkbox" name=name value="on" checked=name == "read"/>
                    {label}
                </label>
            }
        });
    view! {
        <section class="card">
            <header>
                <h2>{text.new}</h2>
                <ApiCall
                    method="POST"
                    path="/tokens"
                    body=r#"{"label": "deploy pipeline", "scopes": ["read"], "valid_days": 90}"#
                />
            </header>
            <form class="body token-form" method="post" action=CREATE>
                <Field id="token-label" label=text.label hint=text.label_hint>
                    <input
                        id="token-label"
                        name="label"
                        required
                        maxlength="80"
                        autocomplete="off"
                        aria-describedby="token-label-hint"
                    />
                </Field>
                <fieldset>
                    <legend>{text.scopes}</legend>
                    {scopes.into_iter().collect_view()}
                </fieldset>
                <Expiry id="token-days" chosen="90"/>
                <Button kind=Kind::Primary>{text.create}</Button>
            </form>
        </section>
    }
}

/// For how many days a token shall be good; empty: until it is revoked.
#[component]
pub fn Expiry(id: &'static str, chosen: &'static str) -> impl IntoView {
    let text = TokenText::here();
    let days = [
        ("7", text.days_7),
        ("30", text.days_30),
        ("90", text.days_90),
        ("365", text.days_365),
        ("", text.never),
    ];
    let days =
        days.map(|(value, label)| view! { <option value=value selected=value == chosen>{label}</option> });
    view! {
        <Field id=id label=text.expires>
            <select id=id name="days">{days.into_iter().collect_view()}</select>
        </Field>
    }
}

#[component]
fn List(tokens: Vec<TokenView>, now: Timestamp) -> impl IntoView {
    let (text, words) = (TokenText::here(), Words::here());
    if tokens.is_empty() {
        return view! { <EmptyState title=text.none text=text.none_text/> }.into_any();
    }
    let rows = tokens.into_iter().map(move |token| view! { <Row token=token now=now/> });
    view! {
        <section>
            <h2 class="above">{text.list}</h2>
            <DataTable label=text.list>
                <thead>
                    <tr>
                        <th scope="col">{text.label}</th>
                        <th scope="col">{words.status}</th>
                        <th scope="col">{text.scopes}</th>
                        <th scope="col">{words.created}</th>
                        <th scope="col">{text.expires}</th>
                        <th scope="col"><span class="vh">{text.revoke}</span></th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </DataTable>
        </section>
    }
    .into_any()
}

#[component]
fn Row(token: TokenView, now: Timestamp) -> impl IntoView {
    let text = TokenText::here();
    let (tone, word) = match (token.revoked_at, token.expires_at) {
        (Some(_), _) => (Tone::Gone, text.revoked),
        (None, Some(end)) if end <= now => (Tone::Gone, text.expired),
        (None, _) => (Tone::Good, text.active),
    };
    let expires = match token.expires_at {
        Some(at) => view! { <Time at=at/> }.into_any(),
        None => text.never.into_any(),
    };
    let revoke = is_good(&token, now).then(|| view! { <Revoke token=token.clone()/> });
    let scopes: Vec<String> = token.scopes.iter().map(|scope| text::scope(ssr::lang(), scope)).collect();
    view! {
        <tr>
            <th scope="row">{token.label.clone()}</th>
            <td><ToneBadge tone=tone word=word/></td>
            <td>{scopes.join(" · ")}</td>
            <td><Time at=token.created_at/></td>
            <td>{expires}</td>
            <td class="number">{revoke}</td>
        </tr>
    }
}

/// Whether it may still be used.
fn is_good(token: &TokenView, now: Timestamp) -> bool {
    token.revoked_at.is_none() && token.expires_at.is_none_or(|end| end > now)
}

/// Asks before it revokes, naming the token: in a dialog, or on the page itself without scripts.
#[component]
fn Revoke(token: TokenView) -> impl IntoView {
    let text = TokenText::here();
    let dialog = format!("revoke-{}", token.id);
    let href = format!("{PATH}?revoke={}", address::encode(token.id.as_str()));
    let label = token.label.clone();
    view! {
        <DialogButton opens=dialog.clone() href=href kind=Kind::Danger>
            {text.revoke}
            <span class="vh">" "{label}</span>
        </DialogButton>
        <Dialog id=dialog title=text.revoke_title>
            <Confirmation token=token/>
        </Dialog>
    }
}

#[component]
fn Asked(token: TokenView) -> impl IntoView {
    view! {
        <section class="card">
            <header><h2>{TokenText::here().revoke_title}</h2></header>
            <Confirmation token=token/>
        </section>
    }
}

#[component]
fn Confirmation(token: TokenView) -> impl IntoView {
    let text = TokenText::here();
    view! {
        <form class="body stack" method="post" action=REVOKE>
            <p><strong>{token.label.clone()}</strong></p>
            <p>{text.revoke_text}</p>
            <input type="hidden" name="id" value=token.id.to_string()/>
            <p class="actions">
                <ButtonLink href=PATH kind=Kind::Quiet>{Words::here().cancel}</ButtonLink>
                <button class="button danger">{text::revoke_one(ssr::lang(), &token.label)}</button>
            </p>
        </form>
    }
}

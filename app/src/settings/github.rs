//! The person's account on GitHub, for answers that GitHub takes from people only.

use super::text::GithubText;
use super::{FORGET_ACCOUNT, KEEP_ACCOUNT, SIGN_OUT_EVERYWHERE};
use crate::chrome::{Nav, page};
use crate::ssr::refused;
use crate::ui::{ApiCall, Button, ErrorNote, Field, Kind, PageHead, Time};
use domain::view::{AccountSource, GithubAccountView};
use leptos::prelude::*;

#[component]
pub fn GithubAccountPage() -> impl IntoView {
    page(Nav::Nowhere, GithubText::here().title, async move |portal, actor| {
        let account = portal.github_account(&actor).await?;
        let kept = account.is_some();
        let failure = refused::failure(&portal, &actor);
        let failure = failure.map(|failure| view! { <ErrorNote failure=failure/> });
        Ok(view! {
            <PageHead title=GithubText::here().title subtitle=GithubText::here().subtitle/>
            <div class="stack">
                {failure}
                <Known account=account/>
                <Giving kept=kept/>
                <Leaving/>
            </div>
        }
        .into_any())
    })
}

/// What the portal has, and how to take it back.
#[component]
fn Known(account: Option<GithubAccountView>) -> impl IntoView {
    let text = GithubText::here();
    let Some(account) = account else {
        return view! { <p class="note">{text.none}</p> }.into_any();
    };
    let scopes = account.scopes.join(", ");
    let scopes = (!scopes.is_empty()).then(|| view! { <dt>{text.scopes}</dt><dd><code>{scopes}</code></dd> });
    let (source, forget) = match account.source {
        AccountSource::SignIn => (view! { {text.from_sign_in} }.into_any(), None),
        AccountSource::Token { kept_at } => {
            (view! { {text.from_token}" "<Time at=kept_at/> }.into_any(), Some(view! { <Forget/> }))
        }
    };
    view! {
        <section class="card">
            <header><h2>{text.lent}</h2></header>
            <div class="body">
                <dl class="facts">
                    <dt>{text.account}</dt>
                    <dd><strong>{account.login}</strong></dd>
                    <dt>{text.source}</dt>
                    <dd>{source}</dd>
                    {scopes}
                </dl>
                {forget}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Forget() -> impl IntoView {
    let text = GithubText::here();
    view! {
        <form class="actions" method="post" action=FORGET_ACCOUNT>
            <Button kind=Kind::Danger>{text.forget}</Button>
            <ApiCall method="DELETE" path="/github-account" does=text.forget/>
        </form>
    }
}

#[component]
fn Giving(
    /// There is one, whose place another would take.
    kept: bool,
) -> impl IntoView {
    let text = GithubText::here();
    view! {
        <section class="card">
            <header>
                <h2>{if kept { text.replace } else { text.give }}</h2>
                <ApiCall method="PUT" path="/github-account" body=r#"{"token": "github_pat_…"}"#/>
            </header>
            <form class="body token-form" method="post" action=KEEP_ACCOUNT>
                <Field id="github-token" label=text.token hint=text.token_hint>
                    <input
                        id="github-token"
                        name="token"
                        type="password"
                        required
                        maxlength="255"
                        autocomplete="off"
                        spellcheck="false"
                        aria-describedby="github-token-hint"
                    />
                </Field>
                <Button kind=Kind::Primary>{text.keep}</Button>
            </form>
        </section>
    }
}

#[component]
fn Leaving() -> impl IntoView {
    let text = GithubText::here();
    view! {
        <section class="card">
            <header>
                <h2>{text.everywhere}</h2>
                <ApiCall method="DELETE" path="/sessions" does=text.everywhere/>
            </header>
            <form class="body stack" method="post" action=SIGN_OUT_EVERYWHERE>
                <p>{text.everywhere_text}</p>
                <p><Button kind=Kind::Plain>{text.everywhere}</Button></p>
            </form>
        </section>
    }
}

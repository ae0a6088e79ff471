use super::text::ChromeText;
use crate::deputies::DeputyText;
use crate::health::BOARD;
use crate::health::text::HealthText;
use crate::i18n::{Lang, Words, names};
use crate::incidents::IncidentText;
use crate::live::PageLive;
use crate::notifications::NotificationText;
use crate::palette::Palette;
use crate::settings::text::GithubText;
use crate::ssr::{self, Theme, Unread};
use domain::people::Actor;
use leptos::prelude::*;

/// Which entry of the menu a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    Environments,
    Health,
    Services,
    Requests,
    /// Rollouts and what they carry.
    Rollouts,
    Pipelines,
    Incidents,
    Approvals,
    Templates,
    Audit,
    /// To none of them.
    Nowhere,
}

/// Product, menu, search, and who is here.
#[component]
pub fn Header(
    nav: Nav,
    actor: Actor,
    /// How many requests and rollouts wait for this person's decision.
    waiting: usize,
    /// How many notifications the person has not seen.
    unread: Unread,
) -> impl IntoView {
    let text = ChromeText::here();
    let words = Words::here();
    let entry = move |which: Nav, href: &'static str, label: &'static str, count: usize| {
        let count = (count > 0).then(|| view! { <span class="count">{count}</span> });
        view! { <li><a href=href aria-current=(nav == which).then_some("page")>{label}{count}</a></li> }
    };
    let sandbox = ssr::site().sandbox.then(|| {
        view! { <span class="sandbox" title=text.sandbox_hint>{text.sandbox}</span> }
    });
    view! {
        <header class="top">
            <a class="brand" href="/environments">
                <Mark/>
                {words.product}
            </a>
            {sandbox}
            <nav class="menu" aria-label=text.main_menu>
                <ul>
                    {entry(Nav::Environments, "/environments", words.environments, 0)}
                    {entry(Nav::Health, BOARD, HealthText::here().title, 0)}
                    {entry(Nav::Services, "/services", words.services, 0)}
                    {entry(Nav::Requests, "/requests", words.requests, 0)}
                    {entry(Nav::Rollouts, "/rollouts", words.rollouts, 0)}
                    {entry(Nav::Pipelines, "/pipelines", words.pipelines, 0)}
                    {entry(Nav::Incidents, "/incidents", IncidentText::here().title, 0)}
                    {entry(Nav::Approvals, "/approvals", words.approvals, waiting)}
                    {entry(Nav::Templates, "/templates", words.templates, 0)}
                    {entry(Nav::Audit, "/audit", words.audit, 0)}
                </ul>
            </nav>
            <div class="tools">
                <Palette/>
                <Bell unread=unread/>
                <LanguageSwitch/>
                <ThemeSwitch/>
                <Account actor=actor/>
            </div>
        </header>
    }
    .into_any()
}

/// How many notifications were not seen; counts on by itself.
#[component]
fn Bell(unread: Unread) -> impl IntoView {
    let text = NotificationText::here();
    let Unread { count: unread, since } = unread;
    let count = (unread > 0).then(|| view! { <span class="count">{unread}</span> });
    let label =
        if unread > 0 { format!("{}: {unread} {}", text.title, text.unread) } else { text.title.to_owned() };
    let told = label.clone();
    view! {
        <span class="bell" id="bell" data-told=told>
            <a class="button quiet icon" href="/notifications" aria-label=label.clone() title=label>
                <svg class="theme" viewBox="0 0 16 16" aria-hidden="true">
                    <path d="M8 2a4 4 0 0 0-4 4v3l-1.5 2.5h11L12 9V6a4 4 0 0 0-4-4zM6.5 13a1.5 1.5 0 0 0 3 0z"></path>
                </svg>
                {count}
            </a>
        </span>
        <PageLive url="/live/notifications".to_owned() event="unread".to_owned() version=since region="bell".to_owned()/>
    }
    .into_any()
}

/// A hull on its ways: the product's mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 9h18l-2.4 6.2a2 2 0 0 1-1.9 1.3H7.3a2 2 0 0 1-1.9-1.3L3 9Z"/>
            <path d="M2 20.5 22 18v2.5H2Z"/>
            <path d="M8 3h2.5v4.5H8zM13 4.5h4v3h-4z"/>
        </svg>
    }
}

/// A plain form: works without scripts, and the whole page changes at once.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let other = match ssr::lang() {
        Lang::En => Lang::Ko,
        Lang::Ko => Lang::En,
    };
    let text = ChromeText::here();
    view! {
        <form method="post" action=crate::preferences::ADDRESS>
            <input type="hidden" name="lang" value=other.tag()/>
            <button class="button quiet" lang=other.tag() title=text.language_hint>{text.language}</button>
        </form>
    }
}

/// System, light, dark, and round again.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let text = ChromeText::here();
    // A disc, half of it, or a ring.
    let (next, label, sign) = match ssr::theme() {
        Theme::System => ("dark", text.to_dark, "M8 2.5a5.5 5.5 0 0 1 0 11z"),
        Theme::Dark => ("light", text.to_light, "M8 2.5a5.5 5.5 0 0 1 0 11 5.5 5.5 0 0 1 0-11z"),
        Theme::Light => ("system", text.to_system, "M8 8z"),
    };
    view! {
        <form method="post" action=crate::preferences::ADDRESS>
            <input type="hidden" name="theme" value=next/>
            <button class="button quiet icon" aria-label=label title=label>
                <svg class="theme" viewBox="0 0 16 16" aria-hidden="true">
                    <circle cx="8" cy="8" r="5.5"></circle>
                    <path d=sign></path>
                </svg>
            </button>
        </form>
    }
}

#[component]
fn Account(actor: Actor) -> impl IntoView {
    let (text, words) = (ChromeText::here(), Words::here());
    let lang = ssr::lang();
    let roles = actor.memberships.iter().map(|membership| {
        let team = membership.team.as_ref().map_or(words.all, |team| team.as_str()).to_owned();
        view! { <li>{names::role(lang, membership.role)}" · "{team}</li> }
    });
    view! {
        <details class="account">
            <summary>
                <span class="vh">{text.account}": "{actor.name.clone()}</span>
                <span class="initials" aria-hidden="true">{initials(&actor.name)}</span>
            </summary>
            <div class="sheet">
                <p class="name">{actor.name.clone()}</p>
                <ul class="roles">{roles.collect_view()}</ul>
                <a href="/settings/tokens">{words.tokens}</a>
                <a href="/settings/github">{GithubText::here().title}</a>
                <a href="/settings/notifications">{NotificationText::here().to_settings}</a>
                <a href="/settings/deputies">{DeputyText::here().title}</a>
                <form method="post" action="/sign-out">
                    <button class="button quiet">{text.sign_out}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// Two letters for a person.
pub fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|part| part.chars().next()).take(2).collect()
}

//! What goes past a rule: ahead without an approval, through a freeze window. Everybody who looks sees it in red.

use super::actions::command;
use super::api::{self, Deed};
use super::text::RolloutText;
use crate::i18n::reasons;
use crate::ssr;
use crate::ui::{CopyButton, Time};
use domain::rollout::By;
use domain::view::{Allowed, RolloutView};
use leptos::prelude::*;

/// What was done, who answers for it, and what is due because of it.
#[component]
pub fn Banners<'a>(rollout: &'a RolloutView) -> impl IntoView + use<> {
    let text = RolloutText::here();
    let glass = rollout.glass.as_ref().map(|glass| {
        let review = match &glass.review {
            Some(review) => by_line(text.reviewed_by, review),
            None => view! { <p>{text.review_due}</p> }.into_any(),
        };
        banner(text.glass_title, view! { {by_line(text.glass_by, &glass.by)}{review} }.into_any())
    });
    let freeze = rollout.override_freeze.as_ref().map(|confirmed| {
        let asked = rollout.override_asked.as_ref().map(|by| by_line(text.override_asked_by, by));
        let confirmed = by_line(text.override_confirmed_by, confirmed);
        banner(text.override_title, view! { {asked}{confirmed} }.into_any())
    });
    let any = glass.is_some() || freeze.is_some();
    any.then(|| view! { <div class="banners" id="banners">{glass}{freeze}</div> })
}

fn banner(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <div class="note bad">
            <i class="glyph bad" aria-hidden="true"></i>
            <div><p><strong>{title}</strong></p>{content}</div>
        </div>
    }
    .into_any()
}

fn by_line(label: &'static str, by: &By) -> AnyView {
    let why = by.why.clone().map(|why| view! { <blockquote>{why}</blockquote> });
    view! { <div><p>{label}" "{by.name.clone()}" "<span class="faint tight"><Time at=by.at/></span></p>{why}</div> }
        .into_any()
}

/// Where a person goes past a rule, or looks at what somebody else did. What makes no sense now is not offered.
#[component]
pub fn Exceptions<'a>(rollout: &'a RolloutView, typed: String) -> impl IntoView + use<> {
    let (text, may) = (RolloutText::here(), &rollout.may);
    let offers = [
        (Deed::Review, &may.review, text.review_title, text.review_text, text.review_go, true),
        (Deed::BreakGlass, &may.break_glass, text.break_title, text.break_text, text.break_go, true),
        (
            Deed::ConfirmOverride,
            &may.confirm_override,
            text.confirm_title,
            text.confirm_text,
            text.confirm_go,
            false,
        ),
        (Deed::AskOverride, &may.ask_override, text.ask_title, text.ask_text, text.ask_go, true),
    ];
    let asked = rollout.override_asked.as_ref().filter(|_| rollout.override_freeze.is_none()).cloned();
    let forms: Vec<AnyView> = offers
        .into_iter()
        .filter(|(deed, allowed, ..)| is_offered(*deed, allowed, rollout))
        .map(|(deed, allowed, title, explanation, go, reason)| {
            let who = asked.as_ref().filter(|_| deed == Deed::ConfirmOverride);
            let who = who.map(|by| by_line(text.override_asked_by, by));
            let form = form(rollout, deed, allowed, go, reason.then(|| typed.clone()));
            view! {
                <section class="card exception" id=deed.as_str()>
                    <header><h2>{title}</h2></header>
                    <div class="body"><p>{explanation}</p>{who}{form}</div>
                </section>
            }
            .into_any()
        })
        .collect();
    view! { <div class="exceptions" id="exceptions">{forms}</div> }
}

/// Only what the state allows; who may not then reads why.
fn is_offered(deed: Deed, allowed: &Allowed, rollout: &RolloutView) -> bool {
    let frozen = rollout
        .waves
        .iter()
        .flat_map(|wave| &wave.gates)
        .any(|gate| matches!(gate.standing, domain::rollout::Standing::Frozen { .. }));
    match deed {
        Deed::Review => rollout.glass.as_ref().is_some_and(|glass| glass.review.is_none()),
        Deed::BreakGlass => rollout.decide_by.is_some() && rollout.status.open(),
        Deed::ConfirmOverride => {
            rollout.override_asked.is_some() && rollout.override_freeze.is_none() && rollout.status.open()
        }
        Deed::AskOverride => {
            rollout.override_asked.is_none() && rollout.status.open() && (frozen || allowed.allowed)
        }
        _ => false,
    }
}

fn form(
    rollout: &RolloutView,
    deed: Deed,
    allowed: &Allowed,
    go: &'static str,
    typed: Option<String>,
) -> AnyView {
    if !allowed.allowed {
        let reason = reasons::refusal(ssr::lang(), allowed);
        let id = format!("{}-reason", deed.as_str());
        return view! {
            <p class="reason" id=id.clone()>{reason}</p>
            <p class="actions"><button class="button danger" disabled aria-describedby=id>{go}</button></p>
        }
        .into_any();
    }
    let field = format!("{}-why", deed.as_str());
    let scripted = match typed {
        Some(_) => format!(r#"{{"action":"{}","reason":"…"}}"#, deed.as_str()),
        None => format!(r#"{{"action":"{}"}}"#, deed.as_str()),
    };
    let call = command(&format!("rollouts/{}/steering", rollout.id), &scripted);
    let why = typed.map(|typed| {
        view! {
            <div class="field">
                <label for=field.clone()>{question(deed)}</label>
                <textarea id=field name="why" rows="3" maxlength="4000" required>{typed}</textarea>
            </div>
        }
    });
    view! {
        <form method="post" action=api::STEER class="answer">
            <input type="hidden" name="id" value=rollout.id.to_string()/>
            <input type="hidden" name="deed" value=deed.as_str()/>
            {why}
            <p class="actions"><button class="button danger">{go}</button><CopyButton text=call label=crate::i18n::Words::here().copy_api/></p>
        </form>
    }
    .into_any()
}

/// What the reason answers.
fn question(deed: Deed) -> &'static str {
    let text = RolloutText::here();
    match deed {
        Deed::Review => text.review_why,
        Deed::BreakGlass => text.break_why,
        Deed::AskOverride => text.ask_why,
        _ => text.why,
    }
}

//! The form as an island: complete without scripts, with a live preview once they run.

use super::about::About;
use super::api;
use super::choice::{TemplateChoice, TemplateChoices};
use super::copy::CopyAsApiCall;
use super::desk::{Desk, problem_field};
use super::dom;
use super::grid::Grid;
use super::side::Side;
use super::table::TargetTable;
use super::text::{self, FormText};
use super::values::SharedValues;
use crate::api::Failure;
use crate::i18n::{lang, reasons};
use crate::requests::form::{FormModel, FormState, Mode, TargetRef, confirmation};
use crate::ui::ErrorNote;
use domain::ErrorCode;
use domain::view::{Allowed, Preview};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the server knows when it draws the form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Setting {
    pub model: FormModel,
    pub state: FormState,
    /// Tells this opened form from every other.
    pub key: String,
    pub preview: Option<Preview>,
    /// Why it was refused before.
    pub failure: Option<Failure>,
    /// Why the request that is amended was sent back.
    pub said: Option<Said>,
    /// Names to propose.
    pub services: Vec<String>,
    pub templates: Vec<TemplateChoice>,
    /// Whether the person may ask for anything at all.
    pub may: Allowed,
    /// The portal's own address.
    pub origin: String,
}

/// What somebody said about a request, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub who: String,
    pub what: String,
}

/// The form.
// Loaded with the pages that have one: nothing else in the portal weighs as much.
#[island(lazy)]
pub fn RequestForm(
    setting: Setting,
    /// Drawn by the server: topology and findings.
    children: Children,
) -> impl IntoView {
    let Setting { model, state, key, preview, failure, said, services, templates, may, origin } = setting;
    let desk = Desk::new(model, state, preview, failure);
    view! {
        <div>
            <Heading desk=desk/>
            {said.map(|said| view! { <Comment said=said/> })}
            <Form desk=desk key=key services=services templates=templates may=may origin=origin>{children()}</Form>
        </div>
    }
    .into_any()
}

#[component]
fn Heading(desk: Desk) -> impl IntoView {
    let text = FormText::here();
    let (mode, amends) = desk.model(|model| (model.mode, model.amends));
    let of = desk.peek(|_, state| format!("{} / {}", state.service, state.name));
    let (title, hint) = match (mode, amends) {
        (_, true) => (format!("{}: {of}", text.amend), text.amend_hint),
        (Mode::Create, false) => (text.create.to_owned(), text.create_hint),
        (Mode::Update, false) => (format!("{}: {of}", text.update), text.update_hint),
        (Mode::Delete, false) => (format!("{}: {of}", text.delete), text.delete_hint),
    };
    view! { <header class="page-head"><div><h1>{title}</h1><p class="subtitle">{hint}</p></div></header> }
}

/// What the amendment has to answer.
#[component]
fn Comment(said: Said) -> impl IntoView {
    view! {
        <div class="note warning said">
            <i class="glyph waiting" aria-hidden="true"></i>
            <div>
                <p><strong>{said.who}</strong>" "{FormText::here().said}</p>
                <blockquote>{said.what}</blockquote>
            </div>
        </div>
    }
}

#[component]
fn Form(
    desk: Desk,
    key: String,
    services: Vec<String>,
    templates: Vec<TemplateChoice>,
    may: Allowed,
    origin: String,
    children: Children,
) -> impl IntoView {
    let words = FormText::here();
    let chosen = desk.chosen();
    let (mode, amends) = desk.model(|model| (model.mode, model.amends));
    let action = if amends { api::AMEND } else { api::CREATE };
    wake(desk);
    let changed = move |event: leptos::ev::Event| {
        let field = dom::field_of(&event);
        match field.as_deref() {
            Some("target") => dom::sync_grid(Some(&event)),
            Some("template") => return choose_template(desk),
            _ => {}
        }
        desk.refresh();
        if field.as_deref() == Some("split") {
            after_move(desk, &event);
        }
    };
    let left = move |event: leptos::ev::FocusEvent| {
        if let Some(field) = dom::field_of(&event) {
            desk.touch(problem_field(&field));
        }
    };
    let submitted = move |event: leptos::ev::SubmitEvent| {
        if !dom::wants_plain(&event) {
            event.prevent_default();
            desk.send();
        }
    };
    let values = (mode != Mode::Delete).then(|| {
        view! {
            <section aria-labelledby="values-title">
                <h2 id="values-title">{words.values}</h2>
                <SharedValues desk=desk/>
                <TargetTable desk=desk chosen=chosen/>
            </section>
        }
    });
    view! {
        <form
            id=dom::FORM
            class="request-form"
            method="post"
            action=action
            on:input=move |event| if text_field(&event) { desk.refresh() }
            on:change=changed
            on:focusout=left
            on:submit=submitted
        >
            <Hidden desk=desk key=key/>
            <Refused desk=desk/>
            <div class="form-grid">
                <div class="form-main">
                    <TemplateChoices desk=desk choices=templates/>
                    <section aria-labelledby="what-title">
                        <h2 id="what-title">{words.what}</h2>
                        <About desk=desk services=services/>
                    </section>
                    <section aria-labelledby="where-title">
                        <h2 id="where-title">{words.where_to}</h2>
                        <p class="hint">{words.where_hint}</p>
                        <Grid desk=desk/>
                    </section>
                    {values}
                    {(mode == Mode::Delete).then(|| view! { <Confirm desk=desk/> })}
                </div>
                <Side desk=desk chosen=chosen>{children()}<CopyAsApiCall desk=desk origin=origin/></Side>
            </div>
            <SendBar desk=desk chosen=chosen may=may/>
        </form>
    }
}

/// Once scripts run: takes up what was typed before they did.
fn wake(desk: Desk) {
    Effect::new(move |_| {
        dom::sync_grid(None);
        desk.wake();
    });
}

/// Typing counts at once; boxes and lists have their own event.
fn text_field(event: &leptos::ev::Event) -> bool {
    dom::field_of(event).is_some_and(|name| !matches!(name.as_str(), "target" | "split" | "template"))
}

/// A parameter has moved between the shared values and the table: the focus goes along.
fn after_move(desk: Desk, event: &leptos::ev::Event) {
    let name = event_target_value(event);
    request_animation_frame(move || {
        dom::focus(&format!("split-{name}"));
        desk.refresh();
    });
}

/// Another template is another form; what was typed goes along.
fn choose_template(desk: Desk) {
    if let Some(text) = dom::form_text() {
        let state = FormState::parse(&text);
        desk.sending.set(true);
        dom::go(&format!("/requests/new?{}", state.to_query()));
    }
}

#[component]
fn Hidden(desk: Desk, key: String) -> impl IntoView {
    let FormState { amends, environment, draft, template, .. } = desk.state.get_untracked();
    let (mode, open) = desk.model(|model| (model.mode, model.mode == Mode::Create && !model.amends));
    let template = (!open).then(|| view! { <input type="hidden" name="template" value=template/> });
    view! {
        <input type="hidden" name="action" value=mode.as_str()/>
        <input type="hidden" name="key" value=key/>
        <input type="hidden" name="draft" id=dom::DRAFT value=draft/>
        {amends.map(|id| view! { <input type="hidden" name="amends" value=id/> })}
        {environment.map(|id| view! { <input type="hidden" name="environment" value=id/> })}
        {template}
    }
}

/// Why the form was refused.
#[component]
fn Refused(desk: Desk) -> impl IntoView {
    let text = FormText::here();
    move || {
        desk.failure.get().map(|failure| {
            let ended = (failure.error.code == ErrorCode::Unauthenticated).then(|| {
                view! {
                    <p>{text.signed_out}" "<a href="/sign-in" target="_blank">{text.sign_in}</a></p>
                }
            });
            view! { <div id=dom::FAILURE tabindex="-1" class="refused"><ErrorNote failure=failure/>{ended}</div> }
        })
    }
}

/// Deletions take the environment's name.
#[component]
fn Confirm(desk: Desk) -> impl IntoView {
    let text = FormText::here();
    let name = desk.peek(|_, state| confirmation(&state.service, &state.name));
    let typed = desk.peek(|_, state| state.confirm.clone());
    let problem = Memo::new(move |_| desk.problem("confirm"));
    view! {
        <section class="field confirm-name">
            <label for="confirm">{text.confirm}": "<code>{name.clone()}</code></label>
            <input id="confirm" name="confirm" value=typed required pattern=name autocomplete="off" autocapitalize="none"
                spellcheck="false" aria-describedby="confirm-error"/>
            <p class="mistake" id="confirm-error">{problem}</p>
        </section>
    }
}

/// What is about to be sent, always in sight.
#[component]
fn SendBar(desk: Desk, chosen: Memo<Vec<TargetRef>>, may: Allowed) -> impl IntoView {
    let words = FormText::here();
    let (mode, amends) = desk.model(|model| (model.mode, model.amends));
    let count = Memo::new(move |_| chosen.with(Vec::len));
    let label = move || match (desk.sending.get(), count.get()) {
        (true, _) => words.sending.to_owned(),
        (false, 0) => words.send_none.to_owned(),
        (false, count) => text::send(lang(), mode, amends, count),
    };
    let cost = move || {
        let usd = desk.preview.with(|preview| preview.as_ref().and_then(|preview| preview.monthly_usd));
        usd.filter(|_| mode != Mode::Delete).map(|usd| crate::i18n::monthly(lang(), usd))
    };
    let class = if mode == Mode::Delete { "button danger" } else { "button primary" };
    let refused = reasons::refusal(lang(), &may);
    let forbidden = refused.is_some();
    view! {
        <div class="send-bar">
            <span class="sum">{cost}</span>
            <span class="faint" role="status">{move || desk.kept.get().then_some(words.kept)}</span>
            {refused.map(|reason| view! { <span class="reason">{reason}</span> })}
            <button class="button quiet" formaction=api::SAVE_DRAFT formnovalidate data-plain="">{words.save_draft}</button>
            <button class=class disabled=move || forbidden || desk.sending.get()>{label}</button>
        </div>
    }
}

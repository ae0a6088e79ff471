use super::api;
use super::calls::Calls;
use super::text::RequestText;
use crate::i18n::{self, reasons};
use crate::ui::{ButtonLink, Dialog, DialogButton, Kind};
use domain::request::RequestStatus;
use domain::view::{Allowed, RequestView};
use leptos::prelude::*;
use std::sync::Arc;

/// An action that asks once more before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Cancel,
    Withdraw,
}

impl Confirmed {
    pub const ALL: [Confirmed; 2] = [Confirmed::Withdraw, Confirmed::Cancel];

    /// As the address says it.
    pub fn name(self) -> &'static str {
        match self {
            Confirmed::Cancel => "cancel",
            Confirmed::Withdraw => "withdraw",
        }
    }

    fn dialog(self) -> &'static str {
        match self {
            Confirmed::Cancel => "cancel-request",
            Confirmed::Withdraw => "withdraw-request",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Confirmed::Cancel => api::CANCEL,
            Confirmed::Withdraw => api::WITHDRAW,
        }
    }

    fn label(self) -> &'static str {
        let text = RequestText::here();
        match self {
            Confirmed::Cancel => text.cancel,
            Confirmed::Withdraw => text.withdraw,
        }
    }

    pub fn title(self) -> &'static str {
        let text = RequestText::here();
        match self {
            Confirmed::Cancel => text.cancel_title,
            Confirmed::Withdraw => text.withdraw_title,
        }
    }

    pub fn allowed(self, request: &RequestView) -> &Allowed {
        match self {
            Confirmed::Cancel => &request.may.cancel,
            Confirmed::Withdraw => &request.may.withdraw,
        }
    }
}

/// Retry, amend, withdraw, cancel: what makes sense now. What this person may not do is disabled with its reason.
#[component]
pub fn Actions(request: Arc<RequestView>) -> impl IntoView {
    let may = &request.may;
    let retry = (!may.retry.pointless()).then(|| retry(&request));
    let amend = (!may.amend.pointless()).then(|| amend(&request));
    let confirmed = Confirmed::ALL.into_iter().filter(|what| !what.allowed(&request).pointless());
    let confirmed = confirmed.map(|what| confirmed_later(what, &request)).collect_view();
    view! {
        <div class="actions request-actions" id="actions">
            {retry}
            {amend}
            {confirmed}
            <Calls request=&request/>
        </div>
    }
}

fn amend(request: &RequestView) -> AnyView {
    let href = format!("/requests/{}/amend", request.id);
    // When changes were asked for, this is what to do.
    let asked = request.status == RequestStatus::ChangesRequested && request.may.amend.allowed;
    let kind = if asked { Kind::Primary } else { Kind::Plain };
    let allowed = request.may.amend.clone();
    view! { <ButtonLink href=href kind=kind allowed=allowed>{RequestText::here().amend}</ButtonLink> }
        .into_any()
}

fn retry(request: &RequestView) -> AnyView {
    let (text, may) = (RequestText::here(), &request.may.retry);
    // Without a failure it only makes fresh plans.
    let waits = request.status == RequestStatus::AwaitingApproval;
    let label = if waits { text.plan_again } else { text.retry };
    let kind = if may.allowed && !waits { Kind::Primary } else { Kind::Plain };
    let reason = reasons::refusal(i18n::lang(), may);
    let reason = reason.map(|reason| view! { <span class="reason">{reason}</span> });
    view! {
        <form method="post" action=api::RETRY class="act">
            <input type="hidden" name="id" value=request.id.to_string()/>
            <button class=kind.class() disabled=!may.allowed>{label}</button>
            {reason}
        </form>
    }
    .into_any()
}

fn confirmed_later(what: Confirmed, request: &RequestView) -> AnyView {
    let allowed = what.allowed(request);
    let href = format!("/requests/{}?confirm={}", request.id, what.name());
    if !allowed.allowed {
        return view! { <ButtonLink href=href allowed=allowed.clone()>{what.label()}</ButtonLink> }
            .into_any();
    }
    let id = request.id.to_string();
    view! {
        <DialogButton opens=what.dialog() href=href kind=Kind::Danger>{what.label()}</DialogButton>
        <Dialog id=what.dialog() title=what.title()>
            <div class="body">{confirmation(what, id, String::new(), "dialog")}</div>
        </Dialog>
    }
    .into_any()
}

/// The form that does it, in the dialog and on the page without scripts.
pub fn confirmation(what: Confirmed, id: String, typed: String, place: &str) -> AnyView {
    let text = RequestText::here();
    let (explanation, go) = match what {
        Confirmed::Cancel => (text.cancel_text, text.cancel_go),
        Confirmed::Withdraw => (text.withdraw_text, text.withdraw_go),
    };
    let field = format!("{}-why-{place}", what.name());
    view! {
        <form method="post" action=what.action() class="answer">
            <p>{explanation}</p>
            <input type="hidden" name="id" value=id/>
            <div class="field">
                <label for=field.clone()>{text.why_label}</label>
                <textarea id=field name="why" rows="2" maxlength="4000">{typed}</textarea>
            </div>
            <p class="actions"><button class="button danger">{go}</button></p>
        </form>
    }
    .into_any()
}

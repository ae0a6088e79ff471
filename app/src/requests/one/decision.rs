use super::api::{self, StoodOn};
use super::calls;
use super::capabilities::Capabilities;
use super::covers::Covers;
use super::places::Places;
use super::text::{self, RequestText};
use crate::i18n::{self, names, reasons};
use crate::ui::{CopyButton, Tone, ToneBadge};
use domain::request::RequestStatus;
use domain::view::{ApprovalView, RequestView};
use leptos::prelude::*;
use std::sync::Arc;

/// Where people answer: comment and three buttons, bound to the digest of what is shown. Nothing when nobody is asked.
/// Who may not answer reads why, and has nothing to type into.
#[component]
pub fn DecisionBox(
    request: Arc<RequestView>,
    places: Arc<Places>,
    /// The page that it stands on.
    from: StoodOn,
    /// What was typed before the form came back.
    #[prop(optional, into)]
    typed: String,
) -> impl IntoView {
    (request.status == RequestStatus::AwaitingApproval).then(|| {
        let text = RequestText::here();
        let may = request.may.decide.allowed;
        view! {
            <section class="card decision" id="decision" data-digest=request.digest.0.clone()>
                <header>
                    <h2>{if may { text.decision } else { text.decision_of_others }}</h2>
                    <Waiting waiting=request.waiting_for.clone()/>
                </header>
                <div class="body">
                    <Covers request=&request places=&places/>
                    <Capabilities capabilities=request.capabilities.clone()/>
                    {if may { form(&request, from, typed) } else { closed(&request) }}
                </div>
            </section>
        }
    })
}

/// The same buttons, dead, with the reason.
fn closed(request: &RequestView) -> AnyView {
    let reason = reasons::refusal(i18n::lang(), &request.may.decide);
    view! {
        <p class="reason" id="decision-reason">{reason}</p>
        <div class="actions" aria-describedby="decision-reason">{answers(true)}</div>
    }
    .into_any()
}

/// What can be answered. A yes needs no words, so it does not ask for the comment that the others need.
fn answers(disabled: bool) -> AnyView {
    let text = RequestText::here();
    view! {
        <button class="button primary" name="decision" value="approve" disabled=disabled formnovalidate>
            {text.approve}
        </button>
        <button class="button" name="decision" value="request_changes" disabled=disabled>
            {text.request_changes}
        </button>
        <button class="button danger" name="decision" value="reject" disabled=disabled>{text.reject}</button>
    }
    .into_any()
}

fn form(request: &RequestView, from: StoodOn, typed: String) -> AnyView {
    let text = RequestText::here();
    view! {
        <form method="post" action=api::DECIDE class="answer">
            <input type="hidden" name="id" value=request.id.to_string()/>
            <input type="hidden" name="digest" value=request.digest.0.clone()/>
            <input type="hidden" name="from" value=from.as_str()/>
            <div class="field">
                <label for="decision-comment">{text.comment}</label>
                <textarea
                    id="decision-comment"
                    name="comment"
                    rows="3"
                    maxlength="4000"
                    required
                    aria-describedby="decision-comment-hint"
                >
                    {typed}
                </textarea>
                <p class="hint" id="decision-comment-hint">{text.comment_hint}</p>
            </div>
            <div class="actions">{answers(false)}</div>
            <p class="hint faint">
                {text.bound}
                " "
                <CopyButton text=approval(request) label=text.copy_approve/>
            </p>
        </form>
    }
    .into_any()
}

/// The approval for a script.
fn approval(request: &RequestView) -> String {
    let body = format!(r#"{{"decision":"approve","digest":"{}"}}"#, request.digest);
    calls::command(request.id.as_str(), "approvals", Some(&body))
}

/// The yeses that are still needed, per stage.
#[component]
pub fn Waiting(waiting: Vec<ApprovalView>) -> impl IntoView {
    let lang = i18n::lang();
    let items = waiting.into_iter().map(|waiting| {
        let word = format!("{} {}", names::stage(lang, &waiting.stage), quorum(&waiting));
        view! { <ToneBadge tone=Tone::Waiting word=word/> }
    });
    view! { <span class="quorum">{items.collect_view()}</span> }
}

/// "1/2, lead needed".
pub fn quorum(waiting: &ApprovalView) -> String {
    let lang = i18n::lang();
    let known = |role: &String| {
        let found = domain::people::Role::ALL.into_iter().find(|known| known.as_str() == role);
        found.map_or_else(|| role.clone(), |role| names::role(lang, role).to_lowercase())
    };
    let roles: Vec<String> = waiting.roles.iter().map(known).collect();
    text::quorum(lang, waiting.given, waiting.required, &roles.join(" / "))
}

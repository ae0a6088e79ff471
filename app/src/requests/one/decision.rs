use super::api::{self, StoodOn};
use super::text::{self, RequestText};
use crate::i18n::{self, names};
use crate::ui::{CopyButton, Tone, ToneBadge};
use domain::request::RequestStatus;
use domain::view::{ApprovalView, RequestView};
use leptos::prelude::*;
use std::sync::Arc;

/// Where people answer: comment and three buttons, bound to the digest of what is shown. Nothing when nobody is asked.
#[component]
pub fn DecisionBox(
    request: Arc<RequestView>,
    /// The page that it stands on.
    from: StoodOn,
    /// What was typed before the form came back.
    #[prop(optional, into)]
    typed: String,
) -> impl IntoView {
    (request.status == RequestStatus::AwaitingApproval).then(|| {
        let text = RequestText::here();
        view! {
            <section class="card decision" id="decision" data-digest=request.digest.0.clone()>
                <header>
                    <h2>{text.decision}</h2>
                    <Waiting waiting=request.waiting_for.clone()/>
                </header>
                <div class="body">
                    <Capabilities request=request.clone()/>
                    {form(&request, from, typed)}
                </div>
            </section>
        }
    })
}

fn form(request: &RequestView, from: StoodOn, typed: String) -> AnyView {
    let text = RequestText::here();
    let disabled = !request.may.decide.allowed;
    let reason = disabled.then(|| {
        let reason = request.may.decide.reason.clone().unwrap_or_default();
        view! { <p class="reason faint" id="decision-reason">{reason}</p> }
    });
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
                    disabled=disabled
                    aria-describedby="decision-comment-hint"
                >
                    {typed}
                </textarea>
                <p class="hint" id="decision-comment-hint">{text.comment_hint}</p>
            </div>
            {reason}
            <div class="actions">
                <button class="button primary" name="decision" value="approve" disabled=disabled>{text.approve}</button>
                <button class="button" name="decision" value="request_changes" disabled=disabled>
                    {text.request_changes}
                </button>
                <button class="button danger" name="decision" value="reject" disabled=disabled>{text.reject}</button>
            </div>
            <p class="hint faint">
                {text.bound}
                " "
                <CopyButton text=command(request) label=text.copy_approve/>
            </p>
        </form>
    }
    .into_any()
}

/// The approval for a script.
fn command(request: &RequestView) -> String {
    let (id, digest) = (&request.id, &request.digest);
    format!(
        "curl -X POST \"$SLIPWAY_URL/api/v1/requests/{id}/approvals\" \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\" \\\n  \
         -H 'Content-Type: application/json' \\\n  -d '{{\"decision\":\"approve\",\"digest\":\"{digest}\"}}'"
    )
}

/// What the template does that people must know.
#[component]
fn Capabilities(request: Arc<RequestView>) -> impl IntoView {
    (!request.capabilities.is_empty()).then(|| {
        let names: Vec<&str> = request.capabilities.iter().map(|capability| capability.as_str()).collect();
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span>{RequestText::here().capabilities}" "<code>{names.join(", ")}</code></span>
            </p>
        }
    })
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

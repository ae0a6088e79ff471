use super::actions::command;
use super::api;
use super::text::RolloutText;
use crate::i18n::reasons;
use crate::ssr;
use crate::ui::{CopyButton, Time};
use domain::rollout::RolloutStatus;
use domain::view::RolloutView;
use leptos::prelude::*;

/// Where people answer: comment, regions to leave out, three buttons, bound to the digest of what is shown. Nothing when
/// nobody is asked. Who may not answer reads why, and has nothing to type into.
#[component]
pub fn DecisionBox<'a>(rollout: &'a RolloutView, typed: String) -> impl IntoView + use<> {
    let waits = rollout.decide_by.is_some() && rollout.status.open();
    let asked = waits || rollout.status == RolloutStatus::AwaitingApproval;
    asked.then(|| {
        let (text, may) = (RolloutText::here(), rollout.may.decide.allowed);
        let until = rollout.decide_by.map(|at| {
            view! { <p class="faint">{text.decide_by}" "<Time at=at exact=true/></p> }
        });
        view! {
            <section class="card decision" id="decision">
                <header><h2>{if may { text.decision } else { text.decision_of_others }}</h2></header>
                <div class="body">
                    <p>{text.covers}</p>
                    {until}
                    {if may { form(rollout, typed) } else { closed(rollout) }}
                </div>
            </section>
        }
    })
}

/// The same buttons, dead, with the reason.
fn closed(rollout: &RolloutView) -> AnyView {
    let reason = reasons::refusal(ssr::lang(), &rollout.may.decide);
    view! {
        <p class="reason" id="decision-reason">{reason}</p>
        <div class="actions" aria-describedby="decision-reason">{answers(true)}</div>
    }
    .into_any()
}

/// What can be answered. A yes needs no words, so it does not ask for the comment that the others need.
fn answers(disabled: bool) -> AnyView {
    let text = RolloutText::here();
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

/// The digest stays that of the page as it was read (`data-keep`), so that nobody decides on what changed meanwhile.
fn form(rollout: &RolloutView, typed: String) -> AnyView {
    let text = RolloutText::here();
    view! {
        <form method="post" action=api::DECIDE class="answer">
            <input type="hidden" name="id" value=rollout.id.to_string()/>
            <input type="hidden" name="digest" value=rollout.digest.0.clone() data-keep=""/>
            {exclusions(rollout)}
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
                {rollout.carried.is_some().then(|| format!(" {}", text.env_bound))}
                " "
                <CopyButton text=approval(rollout) label=text.copy_approve/>
            </p>
        </form>
    }
    .into_any()
}

/// An approval may be for less than was asked for.
fn exclusions(rollout: &RolloutView) -> AnyView {
    let lanes = rollout.waves.iter().flat_map(|wave| &wave.lanes).filter(|lane| !lane.state().settled());
    let boxes = lanes.map(|lane| {
        let region = &lane.lane.region;
        view! {
            <label class="check">
                <input type="checkbox" name="exclude[]" value=region.to_string()/>
                {ssr::region(ssr::lang(), region)}
            </label>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{RolloutText::here().exclude}</legend>
            <div class="checks">{boxes.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// The approval for a script.
fn approval(rollout: &RolloutView) -> String {
    let body = format!(r#"{{"decision":"approve","digest":"{}"}}"#, rollout.digest);
    command(&format!("rollouts/{}/approvals", rollout.id), &body)
}

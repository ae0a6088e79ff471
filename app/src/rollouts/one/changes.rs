//! The way on when whoever decides asked for changes.

use super::text::RolloutText;
use crate::ui::{ButtonLink, Kind, Time};
use domain::approval::Decision;
use domain::rollout::RolloutStatus;
use domain::view::RolloutView;
use leptos::prelude::*;

/// What is wanted, and where the requester starts it anew with the same choices filled in.
#[component]
pub fn ChangesWanted<'a>(rollout: &'a RolloutView, anew: Option<&'a str>) -> impl IntoView + use<> {
    if rollout.status != RolloutStatus::ChangesRequested {
        return None;
    }
    let mut answers = rollout.approvals.iter().rev();
    let wanted =
        answers.find(|answer| answer.void.is_none() && answer.decision == Decision::RequestChanges)?;
    let text = RolloutText::here();
    let comment = wanted.comment.clone().map(|comment| view! { <blockquote>{comment}</blockquote> });
    let go = anew.map(|href| {
        let allowed = rollout.may.abort.clone();
        view! {
            <p class="actions">
                <ButtonLink href=href.to_owned() kind=Kind::Primary allowed=allowed>{text.start_anew}</ButtonLink>
            </p>
        }
    });
    Some(view! {
        <div class="note warning" id="changes-wanted">
            <i class="glyph warning" aria-hidden="true"></i>
            <div>
                <p>
                    <strong>{wanted.by_name.clone()}" "{text.asked_changes}</strong>
                    " "
                    <span class="faint tight"><Time at=wanted.at/></span>
                </p>
                {comment}
                <p>{text.start_anew_how}</p>
                {go}
            </div>
        </div>
    })
}

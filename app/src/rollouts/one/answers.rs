use super::text::RolloutText;
use crate::ui::{Time, Tone};
use domain::approval::{Approval, Decision};
use domain::view::RolloutView;
use leptos::prelude::*;

/// Who said what. Answers that no longer count are struck out.
#[component]
pub fn Answers<'a>(rollout: &'a RolloutView) -> impl IntoView + use<> {
    let asked = rollout.strategy.approval.is_some() || !rollout.approvals.is_empty();
    asked.then(|| {
        let text = RolloutText::here();
        let list = if rollout.approvals.is_empty() {
            view! { <p class="body faint">{text.no_answers}</p> }.into_any()
        } else {
            let answers = rollout.approvals.iter().map(answer);
            view! { <ol class="body timeline">{answers.collect_view()}</ol> }.into_any()
        };
        view! {
            <section class="card" id="answers">
                <header><h2>{text.answers}</h2></header>
                {list}
            </section>
        }
    })
}

fn answer(approval: &Approval) -> AnyView {
    let text = RolloutText::here();
    let (tone, did) = match approval.decision {
        Decision::Approve => (Tone::Good, text.approved),
        Decision::Reject => (Tone::Bad, text.rejected),
        Decision::RequestChanges => (Tone::Waiting, text.asked_changes),
    };
    let tone = if approval.void.is_some() { Tone::Gone } else { tone };
    let line = match &approval.on_behalf {
        Some(behalf) => format!("{} {did} ({} {})", approval.by_name, text.for_name, behalf.name),
        None => format!("{} {did}", approval.by_name),
    };
    let line = match approval.void {
        Some(_) => view! { <s>{line}</s> }.into_any(),
        None => line.into_any(),
    };
    let void = approval.void.clone().map(|why| view! { <p class="void">{text.void}" "{why}</p> });
    view! {
        <li>
            <i class=format!("glyph {}", tone.class()) aria-hidden="true"></i>
            <div>
                <p>{line}" "<span class="faint tight"><Time at=approval.at/></span></p>
                {approval.comment.clone().map(|comment| view! { <blockquote>{comment}</blockquote> })}
                {void}
            </div>
        </li>
    }
    .into_any()
}

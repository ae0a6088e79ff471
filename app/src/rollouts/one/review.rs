//! What GitHub's own reviewers are asked about a region's run: who has to answer where, and what stands against an answer
//! from here.

use super::text::RolloutText;
use crate::i18n::Lang;
use crate::ssr;
use domain::rollout::Review;
use domain::view::LaneView;
use leptos::prelude::*;

pub fn review(view: &LaneView) -> Option<AnyView> {
    let (lang, text) = (ssr::lang(), RolloutText::here());
    let review = view.lane.review.as_ref()?;
    let link = view.state().run().map(|run| view! { <a href=run.url.clone()>{text.answer_on_github}</a> });
    let refused = review.refused.iter().map(|refused| {
        let (name, reason) = (refused.name.clone(), refused.reason.clone());
        view! { <li>{name}": "{reason}</li> }
    });
    let refused = (!review.refused.is_empty())
        .then(|| view! { <ul class="refused faint">{refused.collect_view()}</ul> });
    let lend = review.sent.is_none().then(|| view! { " "<a href="/settings/github">{text.lend_account}</a> });
    let note = view! {
        <div class="note warning">
            <i class="glyph warning" aria-hidden="true"></i>
            <div>
                <p>{sentence(lang, review)}" "{link}{lend}</p>
                {refused}
            </div>
        </div>
    };
    Some(note.into_any())
}

/// Who has to approve where.
pub fn sentence(lang: Lang, review: &Review) -> String {
    let environment = &review.awaited.environment;
    let names: Vec<&str> = review.awaited.reviewers.iter().map(|reviewer| reviewer.name()).collect();
    let names = names.join(", ");
    match (lang, &review.sent) {
        (Lang::En, Some(sent)) => {
            format!("{}'s yes is being handed to GitHub for {environment}.", sent.name)
        }
        (Lang::Ko, Some(sent)) => {
            format!("{environment} 환경에 대한 {} 님의 승인을 GitHub에 전달하고 있습니다.", sent.name)
        }
        (Lang::En, None) => format!(
            "GitHub wants the yes of one of its reviewers of {environment} ({names}), and nobody who approved here can give it \
             from here."
        ),
        (Lang::Ko, None) => format!(
            "GitHub이 {environment} 환경 검토자({names})의 승인을 기다립니다. 여기서 승인한 사람 중에는 대신 전달할 수 있는 검토자가 없습니다."
        ),
    }
}

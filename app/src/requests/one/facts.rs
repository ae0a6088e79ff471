use super::text::RequestText;
use crate::i18n::{self, Words};
use crate::ui::{Digest, StatusBadge, Time, address};
use domain::view::RequestView;
use leptos::prelude::*;
use std::sync::Arc;

/// Status, who, when, what it costs.
#[component]
pub fn Facts(request: Arc<RequestView>) -> impl IntoView {
    let (text, words, lang) = (RequestText::here(), Words::here(), i18n::lang());
    let cost =
        request.monthly_usd.map_or_else(|| text.no_estimate.to_owned(), |usd| i18n::monthly(lang, usd));
    let template = request.template.to_string();
    let deadline = request.decide_by.map(|at| {
        view! { <div><dt>{text.decide_by}</dt><dd><Time at=at exact=true/></dd></div> }
    });
    let revision = (request.revision > 1).then(|| {
        view! { <div><dt>{text.revision}</dt><dd>{request.revision}</dd></div> }
    });
    view! {
        <dl class="card strip" id="facts">
            <div><dt>{words.status}</dt><dd><StatusBadge status=request.status/></dd></div>
            <div><dt>{text.asked_by}</dt><dd>{request.requester_name.clone()}</dd></div>
            <div><dt>{words.team}</dt><dd>{request.team.to_string()}</dd></div>
            <div>
                <dt>{words.template}</dt>
                <dd>
                    <a href=format!("/templates/{}", address::encode(&template))>{template.clone()}</a>
                    " "
                    <Digest digest=request.template_digest.0.clone()/>
                </dd>
            </div>
            <div><dt>{words.cost}</dt><dd>{cost}</dd></div>
            <div class="tight"><dt>{words.created}</dt><dd><Time at=request.created_at/></dd></div>
            {deadline}
            {revision}
        </dl>
    }
}

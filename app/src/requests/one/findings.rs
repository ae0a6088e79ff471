use super::text::{self, RequestText};
use crate::i18n;
use crate::ui::{Tone, ToneBadge};
use domain::template::{Finding, Severity};
use domain::view::RequestView;
use leptos::prelude::*;
use std::sync::Arc;

/// What the checks have to say, the worst first, each thing once.
#[component]
pub fn Findings(request: Arc<RequestView>) -> impl IntoView {
    let text = RequestText::here();
    let planned = !request.distinct_plans.is_empty();
    planned.then(|| {
        let found = findings(&request);
        let body = if found.is_empty() {
            view! { <p class="body faint">{text.no_findings}</p> }.into_any()
        } else {
            view! { <ul class="body finding-list">{found.into_iter().map(one).collect_view()}</ul> }
                .into_any()
        };
        view! {
            <section class="card" id="findings">
                <header><h2>{text.findings}</h2></header>
                {body}
            </section>
        }
    })
}

fn findings(request: &RequestView) -> Vec<&Finding> {
    let mut found: Vec<&Finding> = Vec::new();
    for finding in request.distinct_plans.iter().flat_map(|distinct| &distinct.plan.findings) {
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

fn one(finding: &Finding) -> AnyView {
    let tone = match finding.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Unknown,
    };
    let line = (finding.line > 0).then(|| format!(":{}", finding.line));
    view! {
        <li>
            <ToneBadge tone=tone word=text::severity(i18n::lang(), finding.severity)/>
            <span>
                {finding.message.clone()}
                " "
                <small class="faint">
                    {finding.resource.clone()}
                    " "
                    <code>{finding.rule.clone()}{line}</code>
                </small>
            </span>
        </li>
    }
    .into_any()
}

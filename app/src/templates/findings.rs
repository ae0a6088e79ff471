//! What the checks say about a template.

use super::text::{self, TemplateText};
use crate::i18n::lang;
use crate::ui::{Tone, ToneBadge};
use domain::template::{Finding, Severity};
use leptos::prelude::*;

/// A list, the worst first.
#[component]
pub fn Findings(mut findings: Vec<Finding>) -> impl IntoView {
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), finding.line));
    let items = findings.into_iter().map(item).collect_view();
    view! { <ul class="findings">{items}</ul> }
}

fn item(finding: Finding) -> impl IntoView {
    let words = TemplateText::here();
    let (tone, word) = match finding.severity {
        Severity::Error => (Tone::Bad, words.error),
        Severity::Warning => (Tone::Warning, words.warning),
        Severity::Info => (Tone::Unknown, words.info),
    };
    let place = text::place(lang(), finding.line, finding.column);
    let resource = finding.resource.map(|id| view! { <code>{id}</code>" " });
    view! {
        <li>
            <ToneBadge tone=tone word=word/>
            <div>
                <p>{resource}{finding.message}</p>
                <p class="faint"><code>{finding.rule}</code>" "{place}</p>
            </div>
        </li>
    }
}

/// The findings of a template beside its form; nothing when there are none.
#[cfg(feature = "ssr")]
#[component]
pub fn FindingsCard(findings: Vec<Finding>) -> impl IntoView {
    let words = TemplateText::here();
    let count = findings.len();
    (count > 0).then(|| {
        view! {
            <details class="card">
                <summary>{words.findings}" "<span class="count">{count}</span></summary>
                <div class="body"><Findings findings=findings/></div>
            </details>
        }
    })
}

//! What a release changes where another one runs: commits that come, and commits that are taken away.

mod text;

use crate::i18n::{self, names};
use crate::rollouts::new::form::short;
use crate::ssr;
use crate::ui::{ApiCall, Time};
use domain::PortalError;
use domain::changes::{CommitLine, CommitList, Comparison};
use domain::view::{FoundChanges, ReleaseChanges};
use leptos::prelude::*;
use text::ChangesText;

/// Commits that are shown before somebody unfolds the rest.
const SHOWN: usize = 8;

/// One part for each release that runs somewhere.
#[component]
pub fn Changes(
    changes: Vec<ReleaseChanges>,
    /// What tells a script the same, below `/api/v1`.
    #[prop(optional, into)]
    call: Option<String>,
    /// What ran before is compared, and not what runs now.
    #[prop(optional)]
    begun: bool,
) -> impl IntoView {
    let text = ChangesText::here();
    let empty = changes
        .is_empty()
        .then(|| view! { <p class="faint">{if begun { text.nothing_ran } else { text.nothing_runs }}</p> });
    let parts = changes.into_iter().map(part).collect_view();
    let call = call.map(|path| view! { <ApiCall method="GET" path=path/> });
    view! {
        <div class="changes">
            <header class="changes-head"><h2>{text.title}</h2>{call}</header>
            {empty}
            {parts}
        </div>
    }
}

fn part(changes: ReleaseChanges) -> AnyView {
    let (text, lang) = (ChangesText::here(), ssr::lang());
    let regions: Vec<String> = changes.regions.iter().map(|region| ssr::region(lang, region)).collect();
    let found = match changes.found {
        FoundChanges::Compared { comparison } if comparison.is_same() => {
            view! { <p class="faint">{text.same}</p> }.into_any()
        }
        FoundChanges::Compared { comparison } => compared(comparison),
        FoundChanges::Unknown { failure } => unknown(&failure),
    };
    view! {
        <section class="changes-part">
            <h3>
                {names::stage(lang, &changes.stage)}" · "{text.since}" "
                <a href=format!("/releases/{}", changes.running)>{changes.running_version.to_string()}</a>
            </h3>
            <p class="faint">{regions.join(", ")}</p>
            {found}
        </section>
    }
    .into_any()
}

fn compared(comparison: Comparison) -> AnyView {
    let text = ChangesText::here();
    let url = comparison.url;
    let whole = (!url.is_empty()).then(|| {
        view! {
            <p><a href=url target="_blank" rel="noreferrer">{text.whole}" "<span aria-hidden="true">"↗"</span></a></p>
        }
    });
    view! {
        {list(text.removed, "removed", comparison.removed)}
        {list(text.added, "added", comparison.added)}
        {whole}
    }
    .into_any()
}

fn list(title: &'static str, class: &'static str, list: CommitList) -> Option<AnyView> {
    let text = ChangesText::here();
    (list.total > 0).then(|| {
        let (total, untold) = (list.total, list.untold());
        let mut commits = list.commits;
        let rest = commits.split_off(commits.len().min(SHOWN));
        let rest = (!rest.is_empty()).then(|| {
            let label = format!("{} {}", rest.len(), text.more);
            view! {
                <details><summary>{label}</summary><ul class="commits">{rest.into_iter().map(line).collect_view()}</ul></details>
            }
        });
        let untold = (untold > 0).then(|| view! { <p class="faint">{format!("{untold} {}", text.untold)}</p> });
        view! {
            <div class=format!("commit-list {class}")>
                <h4>{title}" "<span class="count">{total}</span></h4>
                <ul class="commits">{commits.into_iter().map(line).collect_view()}</ul>
                {rest}
                {untold}
            </div>
        }
        .into_any()
    })
}

fn line(commit: CommitLine) -> AnyView {
    let (subject, rest) = (commit.subject().to_owned(), commit.rest().to_owned());
    let when = commit.at.map(|at| view! { <Time at=at/> });
    let sha = view! { <code>{short(&commit.sha)}</code> };
    let sha = match commit.url.starts_with("https://") || commit.url.starts_with("http://") {
        true => view! { <a href=commit.url.clone() target="_blank" rel="noreferrer">{sha}</a> }.into_any(),
        false => sha.into_any(),
    };
    let message = match rest.is_empty() {
        true => view! { <span>{subject}</span> }.into_any(),
        false => {
            view! { <details><summary>{subject}</summary><p class="message">{rest}</p></details> }.into_any()
        }
    };
    view! { <li>{sha}" "{message}" "<span class="faint">{commit.author}" "{when}</span></li> }.into_any()
}

fn unknown(failure: &PortalError) -> AnyView {
    let message = i18n::told(ssr::lang(), &failure.message);
    view! {
        <div class="note warning">
            <i class="glyph warning" aria-hidden="true"></i>
            <div><p><strong>{ChangesText::here().unknown}</strong></p><p>{message}</p></div>
        </div>
    }
    .into_any()
}

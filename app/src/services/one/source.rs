//! How far what is shown holds.

use crate::services::text::ServicesText;
use crate::ui::Time;
use domain::catalog::FileProblem;
use domain::view::ServiceView;
use leptos::prelude::*;

pub fn notes(view: &ServiceView, reading: bool) -> AnyView {
    let text = ServicesText::here();
    let reading = reading.then(|| {
        view! { <p class="note busy" role="status"><i class="glyph busy" aria-hidden="true"></i><span>{text.reading}</span></p> }
    });
    let about = match &view.record {
        None => Some(text.only_environments),
        Some(record) if !record.declared => Some(text.undeclared),
        Some(_) => None,
    };
    let about = about.map(|about| {
        view! { <p class="note"><i class="glyph unknown" aria-hidden="true"></i><span>{about}</span></p> }
    });
    view! { {reading}{stale(view)}{about} }.into_any()
}

/// The errors, and since when what is shown is no longer certain.
fn stale(view: &ServiceView) -> Option<AnyView> {
    let text = ServicesText::here();
    let source = view.source.as_ref().filter(|source| !source.problems.is_empty())?;
    let problems = source.problems.iter().cloned().map(problem).collect_view();
    let since = match source.good_at {
        Some(at) => view! { <p>{text.as_of}" "<Time at=at/></p> }.into_any(),
        None => view! { <p>{text.never}</p> }.into_any(),
    };
    Some(
        view! {
            <div class="note warning" role="alert">
                <i class="glyph warning" aria-hidden="true"></i>
                <div><p><strong>{text.stale}</strong></p><ul>{problems}</ul>{since}</div>
            </div>
        }
        .into_any(),
    )
}

fn problem(problem: FileProblem) -> AnyView {
    let what = match problem.file {
        Some(file) => view! { <code>{file}</code> }.into_any(),
        None => ServicesText::here().whole_repository.into_any(),
    };
    view! { <li>{what}": "{problem.message}</li> }.into_any()
}

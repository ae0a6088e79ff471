use super::api::CHECK_DRIFT;
use crate::environments::text::EnvironmentText;
use crate::ui::{ApiCall, Button, DataTable, StatusBadge, Time, Tone, ToneBadge};
use domain::Timestamp;
use domain::drift::{DriftChange, PropertyDrift, ResourceDrift};
use domain::environment::Drift;
use domain::view::{Allowed, EnvironmentView};
use leptos::prelude::*;

crate::texts! {
    /// What is said about drift.
    DriftText {
        check: "Check drift", "드리프트 확인";
        checked: "checked", "확인:";
        differences: "What differs from what was applied", "적용된 내용과 다른 점";
        resource: "Resource", "리소스";
        property: "Property", "속성";
        expected: "As applied", "적용된 값";
        actual: "As it runs", "현재 값";
        modified: "Modified", "변경됨";
        deleted: "Deleted", "삭제됨";
        nothing: "nothing", "없음";
        unclear: "The last check for drift could not tell:", "마지막 드리프트 확인이 결과를 내지 못했습니다:";
        partly: "The last check for drift could not look at everything:", "마지막 드리프트 확인이 일부를 살펴보지 못했습니다:";
        waiting: "The check for drift has to wait, and goes on by itself:", "드리프트 확인이 지연되고 있으며 자동으로 계속됩니다:";
    }
}

/// Whether it drifted, when that was found out, and the way to find it out now.
#[component]
pub fn DriftFact(id: String, drift: Drift, checked_at: Option<Timestamp>, check: Allowed) -> impl IntoView {
    let text = DriftText::here();
    let path = format!("/environments/{id}/drift");
    let checked = checked_at.map(|at| view! { <span class="faint">{text.checked}" "<Time at=at/></span> });
    view! {
        <StatusBadge status=drift/>
        {checked}
        <form method="post" action=CHECK_DRIFT class="act">
            <input type="hidden" name="id" value=id/>
            <Button allowed=check>{text.check}</Button>
        </form>
        <ApiCall method="POST" path=path/>
    }
}

/// Why a check could not tell, or what it waits for.
pub fn note(environment: &EnvironmentView) -> Option<AnyView> {
    let text = DriftText::here();
    let note = environment.drift_note.clone()?;
    let (tone, about) = match environment.row.drift {
        Drift::Checking => ("busy", text.waiting),
        Drift::Drifted => ("warning", text.partly),
        Drift::Unknown | Drift::InSync => ("warning", text.unclear),
    };
    let view = view! {
        <p class=format!("note {tone}")>
            <i class=format!("glyph {tone}") aria-hidden="true"></i>
            <span>{about}" "{note}</span>
        </p>
    };
    Some(view.into_any())
}

/// What differs; nothing where nothing does.
pub fn section(drifted: Vec<ResourceDrift>) -> Option<AnyView> {
    if drifted.is_empty() {
        return None;
    }
    let text = DriftText::here();
    let rows = drifted.into_iter().flat_map(rows);
    let view = view! {
        <section class="drift">
            <h2 class="above">{text.differences}</h2>
            <DataTable label=text.differences>
                <thead>
                    <tr>
                        <th scope="col">{text.resource}</th>
                        <th scope="col">{EnvironmentText::here().kind}</th>
                        <th scope="col">{text.property}</th>
                        <th scope="col">{text.expected}</th>
                        <th scope="col">{text.actual}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </DataTable>
        </section>
    };
    Some(view.into_any())
}

/// One row for each property, or one for a resource about which no more is known.
fn rows(drift: ResourceDrift) -> Vec<AnyView> {
    let ResourceDrift { logical_id, kind, change, properties } = drift;
    let row = |cells: AnyView| {
        view! {
            <tr>
                <th scope="row">{logical_id.clone()}</th>
                <td><code>{kind.clone()}</code></td>
                {cells}
            </tr>
        }
        .into_any()
    };
    if properties.is_empty() {
        return vec![row(whole(change))];
    }
    properties.into_iter().map(|found| row(cells(found))).collect()
}

fn whole(change: DriftChange) -> AnyView {
    let (tone, word) = match change {
        DriftChange::Deleted => (Tone::Bad, DriftText::here().deleted),
        DriftChange::Modified => (Tone::Warning, DriftText::here().modified),
    };
    view! { <td colspan="3"><ToneBadge tone=tone word=word/></td> }.into_any()
}

fn cells(property: PropertyDrift) -> AnyView {
    let side = |value: Option<String>| match value {
        Some(text) => view! { <code>{text}</code> }.into_any(),
        None => view! { <span class="faint">{DriftText::here().nothing}</span> }.into_any(),
    };
    view! {
        <td><code>{property.path}</code></td>
        <td class="break">{side(property.expected)}</td>
        <td class="break">{side(property.actual)}</td>
    }
    .into_any()
}

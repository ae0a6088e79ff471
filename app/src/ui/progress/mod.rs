//! How far something is.

use leptos::prelude::*;

/// `done` of `total`, as a bar with its numbers in words.
#[component]
pub fn Progress(
    done: usize,
    total: usize,
    /// What is counted: "7 of 12 targets done".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <label class="progress">
            <progress max=total.max(1) value=done></progress>
            <span>{label}</span>
        </label>
    }
}

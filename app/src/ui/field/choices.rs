use super::Field;
use leptos::prelude::*;

/// `(value, label)` of a choice.
pub type Choice = (String, String);

/// A filter's list; `any` stands for no choice. What the address names is kept even when the list lacks it.
#[component]
pub fn Choices(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    chosen: String,
    mut choices: Vec<Choice>,
) -> impl IntoView {
    let id = format!("f-{name}");
    if !chosen.is_empty() && choices.iter().all(|(value, _)| *value != chosen) {
        choices.push((chosen.clone(), chosen.clone()));
    }
    let options = choices.into_iter().map(move |(value, label)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }
    });
    view! {
        <Field id=id.clone() label=label>
            <select id=id name=name>
                <option value="">{any}</option>
                {options.collect_view()}
            </select>
        </Field>
    }
}

//! One control for each kind of input, as plain HTML with the browser's own checks.

use super::text::FormText;
use crate::i18n;
use crate::ssr;
use domain::pipeline::{InputKind, WorkflowInput};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Name of the list that tells which inputs are boxes: a box that is not ticked sends nothing.
pub const BOXES: &str = "boxes[]";

/// What a control needs besides its input.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    /// What was typed before; the declared default otherwise.
    pub typed: Option<&'a BTreeMap<String, String>>,
    pub environments: &'a [String],
    /// Bounds of numbers by input: least and most.
    pub bounds: BTreeMap<String, (Option<i64>, Option<i64>)>,
    /// What was wrong, by input.
    pub mistakes: BTreeMap<String, String>,
    /// What stands below an input besides its description.
    pub notes: BTreeMap<String, String>,
}

/// The labelled control of an input.
pub fn control(input: &WorkflowInput, around: &Surroundings<'_>) -> AnyView {
    let value = match around.typed {
        Some(typed) => typed.get(&input.name).cloned(),
        None => input.default.clone(),
    };
    let value = value.unwrap_or_default();
    let id = format!("input-{}", input.name);
    let hint = hint(input, around);
    let mistake = around.mistakes.get(&input.name).map(|text| i18n::told(ssr::lang(), text));
    let frame = Frame {
        described: described(&id, hint.is_some(), mistake.is_some()),
        invalid: mistake.is_some().then_some("true"),
        name: format!("inputs[{}]", input.name),
        id: id.clone(),
        required: input.required,
    };
    let inner = match &input.kind {
        InputKind::Boolean => return tick(input, frame, value == "true", hint, mistake),
        InputKind::Choice { options } => select(frame, options, &value),
        InputKind::Environment => select(frame, around.environments, &value),
        InputKind::Number => number(frame, value, around.bounds.get(&input.name).copied()),
        InputKind::Text => text(frame, value),
    };
    let label = match input.required {
        true => input.name.clone(),
        false => format!("{} ({})", input.name, FormText::here().optional),
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {inner}
            {below(&id, hint, mistake)}
        </div>
    }
    .into_any()
}

/// The hint and the mistake of a control.
fn below(id: &str, hint: Option<String>, mistake: Option<String>) -> AnyView {
    let hint = hint.map(|text| view! { <p class="hint" id=format!("{id}-hint")>{text}</p> });
    let mistake = mistake.map(|text| view! { <p class="mistake" id=format!("{id}-error")>{text}</p> });
    view! { {hint}{mistake} }.into_any()
}

/// What every control has.
struct Frame {
    id: String,
    name: String,
    required: bool,
    described: Option<String>,
    invalid: Option<&'static str>,
}

fn hint(input: &WorkflowInput, around: &Surroundings<'_>) -> Option<String> {
    let parts: Vec<String> = input.description.iter().chain(around.notes.get(&input.name)).cloned().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn described(id: &str, hint: bool, mistake: bool) -> Option<String> {
    let ids = [(hint, "hint"), (mistake, "error")];
    let ids: Vec<String> =
        ids.into_iter().filter(|(there, _)| *there).map(|(_, what)| format!("{id}-{what}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn text(frame: Frame, value: String) -> AnyView {
    view! {
        <input
            id=frame.id
            type="text"
            name=frame.name
            value=value
            required=frame.required
            maxlength="65535"
            autocomplete="off"
            aria-describedby=frame.described
            aria-invalid=frame.invalid
        />
    }
    .into_any()
}

fn number(frame: Frame, value: String, bounds: Option<(Option<i64>, Option<i64>)>) -> AnyView {
    // What has limits is counted in whole numbers.
    let step = if bounds.is_some() { "1" } else { "any" };
    let (least, most) = bounds.unwrap_or_default();
    view! {
        <input
            id=frame.id
            type="number"
            name=frame.name
            value=value
            step=step
            min=least.map(|number| number.to_string())
            max=most.map(|number| number.to_string())
            required=frame.required
            autocomplete="off"
            aria-describedby=frame.described
            aria-invalid=frame.invalid
        />
    }
    .into_any()
}

fn select(frame: Frame, options: &[String], value: &str) -> AnyView {
    let open = value.is_empty() || !frame.required;
    let none = open.then(|| view! { <option value="">{FormText::here().choose}</option> });
    let lost = (!value.is_empty() && !options.iter().any(|option| option == value)).then(|| value.to_owned());
    let options = options.iter().cloned().chain(lost).map(|option| {
        let selected = option == value;
        let label = option.clone();
        view! { <option value=option selected=selected>{label}</option> }
    });
    view! {
        <select
            id=frame.id
            name=frame.name
            required=frame.required
            aria-describedby=frame.described
            aria-invalid=frame.invalid
        >
            {none}
            {options.collect_view()}
        </select>
    }
    .into_any()
}

fn tick(
    input: &WorkflowInput,
    frame: Frame,
    ticked: bool,
    hint: Option<String>,
    mistake: Option<String>,
) -> AnyView {
    let below = below(&frame.id, hint, mistake);
    let of = frame.id.clone();
    view! {
        <div class="field">
            <input type="hidden" name=BOXES value=input.name.clone()/>
            <label class="check" for=of>
                <input
                    id=frame.id
                    type="checkbox"
                    name=frame.name
                    value="true"
                    checked=ticked
                    aria-describedby=frame.described
                    aria-invalid=frame.invalid
                />
                {input.name.clone()}
            </label>
            {below}
        </div>
    }
    .into_any()
}

/// The inputs as the form meant them: boxes that were not ticked are false.
pub fn meant(mut inputs: BTreeMap<String, String>, boxes: Vec<String>) -> BTreeMap<String, String> {
    for name in boxes {
        inputs.entry(name).or_insert_with(|| "false".to_owned());
    }
    inputs
}

/// What was wrong with each input, from the refusal.
pub fn mistakes(problems: &[domain::error::FieldProblem]) -> BTreeMap<String, String> {
    let of_input = problems.iter().filter_map(|problem| {
        Some((problem.field.strip_prefix("inputs.")?.to_owned(), problem.message.clone()))
    });
    of_input.collect()
}

/// What was typed into a form that came back.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    pub inputs: BTreeMap<String, String>,
    pub reference: String,
    pub reason: String,
}

impl Typed {
    pub fn text(&self) -> String {
        // Texts and maps of texts always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Tells a form that was sent twice from one that was filled in anew.
pub fn form_key(key: &str, content: &impl serde::Serialize) -> Option<String> {
    let digest = domain::approval::Digest::of(content);
    (!key.is_empty() && key.len() <= 64).then(|| format!("form:{key}:{digest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_is_not_ticked_is_false() {
        let given = BTreeMap::from([("graceful".to_owned(), "true".to_owned())]);
        let meant = meant(given, vec!["graceful".to_owned(), "dry_run".to_owned()]);
        assert_eq!(meant["graceful"], "true");
        assert_eq!(meant["dry_run"], "false");
    }

    #[test]
    fn a_form_sent_twice_is_one_and_a_changed_one_another() {
        let key = |content: &str| form_key("visit", &content);
        assert_eq!(key("a"), key("a"));
        assert_ne!(key("a"), key("b"));
        assert_eq!(form_key("", &"a"), None);
    }
}

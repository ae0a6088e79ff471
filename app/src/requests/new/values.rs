//! Values that are the same for all targets, in the template's groups.

use super::about::Fix;
use super::constraints;
use super::control::{ParameterControl, Use};
use super::desk::Desk;
use super::text::FormText;
use crate::i18n::lang;
use crate::requests::form::{Mode, Place, fix};
use domain::template::{Control, Parameter};
use leptos::prelude::*;

#[component]
pub fn SharedValues(desk: Desk) -> impl IntoView {
    let text = FormText::here();
    let shared = desk.placed(Place::Shared);
    let groups = desk.model(|model| groups(&model.template.parameters));
    let several = groups.len() > 1;
    let groups = groups.into_iter().map(|(label, names)| {
        let here = Memo::new(move |_| {
            shared.with(|shared| names.iter().filter(|name| shared.contains(name)).cloned().collect::<Vec<_>>())
        });
        let label = label.unwrap_or_else(|| text.other_values.to_owned());
        view! {
            <fieldset class="group" hidden=move || here.with(Vec::is_empty)>
                <legend class:vh=!several>{label}</legend>
                <div class="group-fields">
                    <For each=move || here.get() key=Clone::clone let(name)>
                        {desk.parameter(&name).map(|parameter| view! { <SharedField desk=desk parameter=parameter/> })}
                    </For>
                </div>
            </fieldset>
        }
    });
    let groups = groups.collect_view();
    let none = move || shared.with(Vec::is_empty).then(|| view! { <p class="hint">{text.no_values}</p> });
    view! {
        {groups}
        {none}
        <Filled desk=desk/>
    }
}

/// Parameters by group, in the form's order.
fn groups(parameters: &[Parameter]) -> Vec<(Option<String>, Vec<String>)> {
    let mut groups: Vec<(Option<String>, Vec<String>)> = Vec::new();
    for parameter in parameters {
        match groups.iter_mut().find(|(label, _)| label == &parameter.group) {
            Some((_, names)) => names.push(parameter.name.clone()),
            None => groups.push((parameter.group.clone(), vec![parameter.name.clone()])),
        }
    }
    groups
}

#[component]
fn SharedField(desk: Desk, parameter: Parameter) -> impl IntoView {
    let (text, lang) = (FormText::here(), lang());
    let name = parameter.name.clone();
    let id = Use::Shared.id(&parameter);
    let fits = constraints::told(lang, &parameter.constraints);
    let choice = matches!(parameter.control, Control::Select | Control::Toggle);
    let hint = [
        parameter.guidance.as_ref().map_or(parameter.description.clone(), |text| text.get(lang).to_owned()),
        if parameter.no_echo { text.secret.to_owned() } else { String::new() },
        if choice { String::new() } else { fits },
    ];
    let hint = hint.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let required = (parameter.required() && desk.model(|model| model.mode == Mode::Create))
        .then(|| view! { <span class="required">{text.required}</span> });
    let field = ["field", if parameter.control == Control::Textarea { "wide" } else { "" }].join(" ");
    let grouped = matches!(parameter.control, Control::List | Control::NumberList)
        && !parameter.constraints.allowed_values.is_empty();
    let label = parameter.label.get(lang).to_owned();
    let heading = match grouped {
        true => view! { <span class="label">{label}</span> }.into_any(),
        false => view! { <label for=id.clone()>{label}" "{required}</label> }.into_any(),
    };
    view! {
        <div class=field>
            <div class="label-line">{heading}<Apart name=name.clone() apart=false/></div>
            <ParameterControl desk=desk parameter=parameter.clone() used=Use::Shared described_by=format!("{id}-hint {id}-error")/>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <Mistake desk=desk parameter=parameter id=id/>
        </div>
    }
}

/// The box that sets a parameter apart, or brings it back.
#[component]
pub fn Apart(name: String, apart: bool) -> impl IntoView {
    let text = FormText::here();
    view! {
        <label class="apart" title=text.apart_long>
            <input type="checkbox" name="split" value=name.clone() id=format!("split-{name}") checked=apart/>
            {text.apart}
            <span class="vh">" "{name}</span>
        </label>
    }
}

/// What is wrong with a parameter's value, and what would fit.
#[component]
pub fn Mistake(desk: Desk, parameter: Parameter, id: String) -> impl IntoView {
    let name = parameter.name.clone();
    let problem = Memo::new(move |_| desk.problem(&name));
    let target = id.clone();
    let guess = move || {
        let typed = desk.state.with(|state| state.shared.get(&parameter.name).cloned())?;
        let value = fix::value(&parameter, &typed)?;
        problem.get().map(|_| view! { <Fix desk=desk id=target.clone() value=value/> })
    };
    view! { <p class="mistake" id=format!("{id}-error")>{problem}" "{guess}</p> }
}

/// What nobody is asked for.
#[component]
fn Filled(desk: Desk) -> impl IntoView {
    let (text, lang) = (FormText::here(), lang());
    let names = desk.peek(|model, state| {
        let filled = model.placed(state, Place::Filled);
        filled.iter().map(|parameter| parameter.label.get(lang).to_owned()).collect::<Vec<_>>()
    });
    (!names.is_empty()).then(|| view! { <p class="hint filled">{text.filled}": "{names.join(", ")}</p> })
}

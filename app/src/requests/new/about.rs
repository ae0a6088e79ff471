//! Service, name and reason.

use super::desk::Desk;
use super::dom;
use super::text::FormText;
use crate::requests::form::{FormState, Mode, fix};
use domain::names::{EnvironmentName, ServiceName};
use leptos::prelude::*;

/// What the browser itself holds names against.
const NAME_PATTERN: &str = "[a-z]([a-z0-9]|-(?!-|$))*";

/// The first fields. In an update or a deletion service and name are given.
#[component]
pub fn About(desk: Desk, services: Vec<String>) -> impl IntoView {
    let text = FormText::here();
    let given = desk.model(|model| model.mode != Mode::Create || model.amends);
    let FormState { service, name, reason, template, .. } = desk.state.get_untracked();
    let options = services.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let names = match given {
        true => view! {
            <input type="hidden" name="service" value=service/>
            <input type="hidden" name="name" value=name/>
        }
        .into_any(),
        false => view! {
            <Named desk=desk field="service" id="service" label=text.service hint=text.service_hint
                value=service longest=ServiceName::LONGEST list="known-services" required=true placeholder="live-api".to_owned()/>
            <datalist id="known-services">{options}</datalist>
            <Named desk=desk field="name" id="environment" label=text.name hint=text.name_hint
                value=name longest=EnvironmentName::LONGEST list="" required=false placeholder=template/>
        }
        .into_any(),
    };
    view! {
        <div class="about">
            {names}
            <div class="field wide">
                <label for="reason">{text.reason}</label>
                <input id="reason" name="reason" value=reason maxlength="2000" autocomplete="off" aria-describedby="reason-hint"/>
                <p class="hint" id="reason-hint">{text.reason_hint}</p>
            </div>
        </div>
    }
}

#[component]
fn Named(
    desk: Desk,
    /// As it is sent.
    field: &'static str,
    /// In the page, and in answers about it.
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    longest: usize,
    list: &'static str,
    required: bool,
    placeholder: String,
) -> impl IntoView {
    let problem = Memo::new(move |_| desk.problem(id));
    let guess = move || {
        let typed = desk
            .state
            .with(|state| if field == "service" { state.service.clone() } else { state.name.clone() });
        fix::name(&typed, longest)
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=field
                value=value
                list=(!list.is_empty()).then_some(list)
                required=required
                pattern=NAME_PATTERN
                maxlength=longest
                placeholder=placeholder
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=format!("{id}-hint {id}-error")
                aria-invalid=move || problem.get().map(|_| "true")
            />
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <p class="mistake" id=format!("{id}-error")>
                {problem}
                " "
                {move || problem.get().and_then(|_| guess()).map(|guess| view! { <Fix desk=desk id=id.to_owned() value=guess/> })}
            </p>
        </div>
    }
}

/// Offers a value that fits, and puts it in.
#[component]
pub fn Fix(desk: Desk, id: String, value: String) -> impl IntoView {
    let label = format!("{} “{value}”", FormText::here().use_fix);
    let put = move |_| {
        dom::set_value(&id, &value);
        dom::focus(&id);
        desk.refresh();
    };
    view! { <button type="button" class="button fix" on:click=put>{label}</button> }
}

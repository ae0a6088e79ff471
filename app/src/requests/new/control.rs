//! The fitting control for a parameter.

use super::desk::Desk;
use super::text::FormText;
use crate::requests::form::model::Inherited;
use crate::requests::form::state::override_field;
use crate::requests::form::{Mode, TargetRef};
use domain::template::{Control, Parameter, ValueSource};
use leptos::prelude::*;

/// What a control stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Use {
    /// One value for all targets, shown as it will be.
    Shared,
    /// One value for all targets that stays empty while each keeps its own.
    ForAll,
    /// One target's own value; empty while it takes what it inherits.
    Cell(TargetRef),
}

impl Use {
    pub fn field(&self, parameter: &Parameter) -> String {
        match (self, parameter.no_echo) {
            (Use::Cell(target), secret) => {
                override_field(if secret { "x" } else { "o" }, target, &parameter.name)
            }
            (_, true) => format!("s.{}", parameter.name),
            (_, false) => format!("p.{}", parameter.name),
        }
    }

    pub fn id(&self, parameter: &Parameter) -> String {
        match self {
            Use::Shared => parameter.name.clone(),
            Use::ForAll => format!("{}--all", parameter.name),
            Use::Cell(target) => format!("{}--{}--{}", parameter.name, target.stage, target.region),
        }
    }

    fn start(&self, desk: Desk, parameter: &Parameter) -> String {
        desk.peek(|model, state| match self {
            Use::Shared => model.shown(state, parameter),
            _ if parameter.no_echo => String::new(),
            Use::ForAll => {
                let common = (!model.varies(parameter)).then(|| model.common(parameter)).flatten();
                let typed = state.shared.get(&parameter.name).cloned().unwrap_or_default();
                if Some(&typed) == common.as_ref() { String::new() } else { typed }
            }
            Use::Cell(target) => {
                let texts = state.overrides.get(target);
                texts.and_then(|texts| texts.get(&parameter.name)).cloned().unwrap_or_default()
            }
        })
    }

    /// What stands in grey while the control is empty, with where it comes from.
    fn inherited(&self, desk: Desk, parameter: &Parameter) -> Option<Inherited> {
        desk.read(|model, state| match self {
            Use::Cell(target) => model.inherited(state, parameter, target),
            Use::ForAll if model.varies(parameter) => None,
            Use::ForAll | Use::Shared => model
                .common(parameter)
                .map(|value| Inherited { value: Some(value), source: ValueSource::Default }),
        })
    }
}

/// The control itself; the label is the caller's.
#[component]
pub fn ParameterControl(
    desk: Desk,
    parameter: Parameter,
    used: Use,
    /// For controls without a label of their own.
    #[prop(optional, into)]
    label: Option<String>,
    /// Ids of what describes it.
    #[prop(optional, into)]
    described_by: Option<String>,
) -> impl IntoView {
    let shared = used == Use::Shared;
    match parameter.control {
        Control::Toggle if shared => switch(desk, parameter, used, described_by).into_any(),
        Control::Toggle | Control::Select => select(desk, parameter, used, label, described_by).into_any(),
        Control::List | Control::NumberList if shared && !parameter.constraints.allowed_values.is_empty() => {
            ticks(desk, parameter, used, described_by).into_any()
        }
        Control::Textarea if shared => area(desk, parameter, used, described_by).into_any(),
        _ => line(desk, parameter, used, label, described_by).into_any(),
    }
}

fn line(
    desk: Desk,
    parameter: Parameter,
    used: Use,
    label: Option<String>,
    described_by: Option<String>,
) -> impl IntoView {
    let constraints = parameter.constraints.clone();
    let (kind, mode) = match parameter.control {
        Control::Password => ("password", None),
        Control::Number => ("number", Some("decimal")),
        Control::Cidr | Control::NumberList => ("text", Some("decimal")),
        _ => ("text", None),
    };
    let secret = parameter.no_echo;
    let (id, field, value) = (used.id(&parameter), used.field(&parameter), used.start(desk, &parameter));
    let required =
        used == Use::Shared && parameter.required() && !desk.model(|model| model.mode == Mode::Update);
    let name = parameter.name.clone();
    let placeholder = {
        let parameter = parameter.clone();
        Memo::new(move |_| placeholder(desk, &parameter, &used))
    };
    view! {
        <input
            id=id
            name=field
            type=kind
            value=value
            inputmode=mode
            required=required
            step=(kind == "number").then_some("any")
            min=constraints.min_value
            max=constraints.max_value
            minlength=constraints.min_length.filter(|_| used_alone(kind))
            maxlength=constraints.max_length.unwrap_or(4_096)
            placeholder=placeholder
            autocomplete=if secret { "new-password" } else { "off" }
            spellcheck="false"
            aria-label=label
            aria-describedby=described_by
            aria-invalid=move || desk.problem(&name).map(|_| "true")
        />
    }
}

/// Browsers hold empty inputs against nothing, so a least length never forbids to leave one empty.
fn used_alone(kind: &str) -> bool {
    kind != "number"
}

fn placeholder(desk: Desk, parameter: &Parameter, used: &Use) -> String {
    let text = FormText::here();
    match used.inherited(desk, parameter) {
        None if parameter.no_echo && desk.model(|model| model.mode == Mode::Update) => {
            text.unchanged.to_owned()
        }
        Some(Inherited { value: None, .. }) if parameter.no_echo => "••••••".to_owned(),
        Some(Inherited { value: Some(value), .. }) if *used != Use::Shared => value,
        _ if parameter.fill.is_some() => text.assigned.to_owned(),
        _ if *used == Use::ForAll => String::new(),
        _ => shape(parameter).to_owned(),
    }
}

/// What values of this kind look like.
fn shape(parameter: &Parameter) -> &'static str {
    match parameter.kind.as_str() {
        kind if kind.contains("EC2::VPC::Id") => "vpc-0a1b2c3d4e5f67890",
        kind if kind.contains("EC2::Subnet::Id") => "subnet-0a1b2c3d4e5f67890",
        kind if kind.contains("EC2::SecurityGroup::Id") => "sg-0a1b2c3d4e5f67890",
        kind if kind.contains("EC2::Image::Id") => "ami-0a1b2c3d4e5f67890",
        kind if kind.contains("EC2::Instance::Id") => "i-0a1b2c3d4e5f67890",
        kind if kind.contains("EC2::Volume::Id") => "vol-0a1b2c3d4e5f67890",
        kind if kind.contains("AvailabilityZone::Name") => "ap-northeast-2a",
        kind if kind.contains("HostedZone::Id") => "Z0123456789ABCDEFGHIJ",
        _ => match parameter.control {
            Control::SsmParameter => "/path/of/parameter",
            Control::Cidr => "10.20.0.0/20",
            Control::List | Control::ResourceList => "a, b, c",
            Control::NumberList => "80, 443",
            _ => "",
        },
    }
}

fn area(desk: Desk, parameter: Parameter, used: Use, described_by: Option<String>) -> impl IntoView {
    let (id, field, value) = (used.id(&parameter), used.field(&parameter), used.start(desk, &parameter));
    let (required, name) = (parameter.required(), parameter.name.clone());
    view! {
        <textarea
            id=id
            name=field
            rows="4"
            required=required
            maxlength=parameter.constraints.max_length.unwrap_or(4_096)
            spellcheck="false"
            aria-describedby=described_by
            aria-invalid=move || desk.problem(&name).map(|_| "true")
        >
            {value}
        </textarea>
    }
}

/// The value that means yes, and the one that means no.
fn yes_and_no(parameter: &Parameter) -> (String, String) {
    let values = &parameter.constraints.allowed_values;
    let means_yes = |value: &&String| {
        ["true", "yes", "on", "enabled", "enable", "1", "y"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
    };
    let yes = values.iter().find(means_yes).or(values.first()).cloned().unwrap_or_else(|| "true".to_owned());
    let no = values.iter().find(|value| **value != yes).cloned().unwrap_or_else(|| "false".to_owned());
    (yes, no)
}

/// Off sends nothing by itself; the hidden field beside it says what off means.
fn switch(desk: Desk, parameter: Parameter, used: Use, described_by: Option<String>) -> impl IntoView {
    let (yes, no) = yes_and_no(&parameter);
    let on = used.start(desk, &parameter) == yes;
    view! {
        <span class="switch-line">
            <input type="hidden" name=format!("off.{}", parameter.name) value=no.clone()/>
            <input
                type="checkbox"
                class="switch"
                role="switch"
                id=used.id(&parameter)
                name=used.field(&parameter)
                value=yes.clone()
                checked=on
                aria-describedby=described_by
            />
            <span class="on" aria-hidden="true">{yes}</span>
            <span class="off" aria-hidden="true">{no}</span>
        </span>
    }
}

fn select(
    desk: Desk,
    parameter: Parameter,
    used: Use,
    label: Option<String>,
    described_by: Option<String>,
) -> impl IntoView {
    let start = used.start(desk, &parameter);
    let (id, field, name) = (used.id(&parameter), used.field(&parameter), parameter.name.clone());
    let required = used == Use::Shared && parameter.required();
    // A running value may be one that the template no longer allows; it is shown as it is.
    let mut values = parameter.constraints.allowed_values.clone();
    if !start.is_empty() && !values.contains(&start) {
        values.insert(0, start.clone());
    }
    let empty = (used != Use::Shared || !values.contains(&start)).then(|| {
        let told = Memo::new(move |_| inherited_option(desk, &parameter, &used));
        view! { <option value="" selected=start.is_empty()>{told}</option> }
    });
    let options = values.into_iter().map(|value| {
        let selected = value == start;
        view! { <option value=value.clone() selected=selected>{value.clone()}</option> }
    });
    view! {
        <select
            id=id
            name=field
            required=required
            aria-label=label
            aria-describedby=described_by
            aria-invalid=move || desk.problem(&name).map(|_| "true")
        >
            {empty}
            {options.collect_view()}
        </select>
    }
}

/// The first option: what the cell has anyway, and why.
fn inherited_option(desk: Desk, parameter: &Parameter, used: &Use) -> String {
    let text = FormText::here();
    match used.inherited(desk, parameter) {
        Some(Inherited { value: Some(value), source }) if *used != Use::Shared => {
            let source = match source {
                ValueSource::Preset => text.differ_preset,
                ValueSource::Previous => text.differ_previous,
                ValueSource::Shared => text.differ_shared,
                _ => text.differ_default,
            };
            format!("{value} · {source}")
        }
        _ if *used == Use::ForAll => "–".to_owned(),
        _ => text.choose.to_owned(),
    }
}

/// Several of a few values.
fn ticks(desk: Desk, parameter: Parameter, used: Use, described_by: Option<String>) -> impl IntoView {
    let start = used.start(desk, &parameter);
    let ticked: Vec<&str> = start.split(',').map(str::trim).collect();
    let field = used.field(&parameter);
    let boxes = parameter.constraints.allowed_values.iter().map(|value| {
        let checked = ticked.contains(&value.as_str());
        view! {
            <label class="check">
                <input type="checkbox" name=field.clone() value=value.clone() checked=checked/>
                {value.clone()}
            </label>
        }
    });
    view! {
        <span class="ticks" role="group" id=used.id(&parameter) aria-describedby=described_by>
            // Nothing ticked is an empty list, not the default.
            <input type="hidden" name=format!("off.{}", parameter.name) value=""/>
            {boxes.collect_view()}
        </span>
    }
}

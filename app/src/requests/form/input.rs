//! What the form means, as the portal's services and its API take it.

use super::model::{FormModel, Mode};
use super::place::Place;
use super::state::Texts;
use super::{FormState, TargetRef};
use domain::template::{Control, Parameter};
use domain::view::{RequestInput, TargetInput, TargetOverride};
use std::collections::BTreeMap;

/// The request that the form asks for. Values that the targets have anyway are left out, so that presets,
/// defaults and running values keep their say.
pub fn request_input(model: &FormModel, state: &FormState) -> RequestInput {
    let chosen = model.chosen(state);
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (parameters, overrides) = match model.mode {
        Mode::Delete => (BTreeMap::new(), Vec::new()),
        Mode::Create | Mode::Update => (shared(model, state), overrides(model, state, &chosen)),
    };
    RequestInput {
        action: model.mode.as_str().to_owned(),
        service: state.service.trim().to_owned(),
        environment: given(&state.name),
        template: state.template.clone(),
        targets: chosen
            .into_iter()
            .map(|cell| TargetInput { stage: cell.stage, region: cell.region })
            .collect(),
        parameters,
        overrides,
        reason: given(&state.reason),
    }
}

fn shared(model: &FormModel, state: &FormState) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for parameter in &model.template.parameters {
        let typed = texts_of(parameter, &state.shared, &state.secrets.shared);
        let Some(text) = typed.map(|text| tidy(parameter, text)) else { continue };
        if says_something(model, state, parameter, &text) {
            values.insert(parameter.name.clone(), text);
        }
    }
    values.extend(unknown(model, &state.shared));
    values
}

fn says_something(model: &FormModel, state: &FormState, parameter: &Parameter, text: &str) -> bool {
    match model.place(state, parameter) {
        Place::Filled => false,
        Place::PerTarget => !text.is_empty(),
        Place::Shared if parameter.no_echo => !text.is_empty(),
        Place::Shared => match model.common(parameter) {
            Some(common) => common != text,
            None => !text.is_empty(),
        },
    }
}

fn overrides(model: &FormModel, state: &FormState, chosen: &[TargetRef]) -> Vec<TargetOverride> {
    let empty = Texts::new();
    let of = |cell: &TargetRef| {
        let plain = state.overrides.get(cell).unwrap_or(&empty);
        let secret = state.secrets.overrides.get(cell).unwrap_or(&empty);
        let parameters: BTreeMap<String, String> = model
            .template
            .parameters
            .iter()
            .filter_map(|parameter| {
                let text = tidy(parameter, texts_of(parameter, plain, secret)?);
                let inherited = model.inherited(state, parameter, cell).and_then(|i| i.value);
                (!text.is_empty() && inherited.as_ref() != Some(&text))
                    .then(|| (parameter.name.clone(), text))
            })
            .collect();
        TargetOverride { stage: cell.stage.clone(), region: cell.region.clone(), parameters }
    };
    chosen.iter().map(of).filter(|entry| !entry.parameters.is_empty()).collect()
}

fn texts_of<'a>(parameter: &Parameter, plain: &'a Texts, secret: &'a Texts) -> Option<&'a String> {
    match parameter.no_echo {
        true => secret.get(&parameter.name),
        false => plain.get(&parameter.name),
    }
}

/// Values for parameters that the template does not have any more stay, so that the portal says so.
fn unknown<'a>(model: &'a FormModel, texts: &'a Texts) -> impl Iterator<Item = (String, String)> + 'a {
    let unknown =
        |(name, text): &(&String, &String)| !text.is_empty() && model.template.parameter(name).is_none();
    texts.iter().filter(unknown).map(|(name, text)| (name.clone(), text.clone()))
}

/// Blanks around anything but free text come from copying; browsers send line ends as two characters.
fn tidy(parameter: &Parameter, text: &str) -> String {
    match parameter.control {
        Control::Textarea => text.replace("\r\n", "\n"),
        Control::Text | Control::Password => text.to_owned(),
        Control::List | Control::NumberList | Control::ResourceList => {
            let parts: Vec<&str> =
                text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
            parts.join(",")
        }
        Control::Number
        | Control::Toggle
        | Control::Select
        | Control::Resource
        | Control::SsmParameter
        | Control::Cidr => text.trim().to_owned(),
    }
}

//! Where a parameter is asked for: once for all targets, or in the table with a column per target.

use super::model::{FormModel, Mode};
use super::{FormState, TargetRef};
use domain::template::{Fill, Parameter};

/// Where a parameter stands in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// One control for all targets.
    Shared,
    /// A row of the table.
    PerTarget,
    /// The portal gives the value; nobody is asked.
    Filled,
}

impl FormModel {
    pub fn place(&self, state: &FormState, parameter: &Parameter) -> Place {
        match parameter.fill {
            Some(Fill::AddressRange { .. }) => Place::PerTarget,
            Some(_) => Place::Filled,
            None if self.varies(parameter) || set_apart(state, parameter) => Place::PerTarget,
            None => Place::Shared,
        }
    }

    /// Whether it stands in the table whether or not somebody sets it apart.
    pub fn differs_by_itself(&self, parameter: &Parameter) -> bool {
        matches!(parameter.fill, Some(Fill::AddressRange { .. })) || self.varies(parameter)
    }

    /// Whether the targets' own values differ, whichever of them are ticked: the form does not jump while one ticks.
    pub fn varies(&self, parameter: &Parameter) -> bool {
        let mut values = self.open_cells().map(|cell| self.own(parameter, &cell).map(|own| own.value));
        match values.next() {
            Some(first) => values.any(|value| value != first),
            None => false,
        }
    }

    /// The value that all targets have of themselves; only meaningful where they don't vary.
    pub fn common(&self, parameter: &Parameter) -> Option<String> {
        let any = self.open_cells().next().unwrap_or_else(|| TargetRef::new("", ""));
        self.own(parameter, &any)?.value
    }

    /// What the shared control shows: what was typed, else what all targets have anyway. Never a secret.
    pub fn shown(&self, state: &FormState, parameter: &Parameter) -> String {
        if parameter.no_echo {
            return String::new();
        }
        let typed = state.shared.get(&parameter.name).cloned();
        typed.or_else(|| self.common(parameter)).unwrap_or_default()
    }

    /// Parameters of one place, in the form's order.
    pub fn placed(&self, state: &FormState, place: Place) -> Vec<&Parameter> {
        if self.mode == Mode::Delete {
            return Vec::new();
        }
        self.template.parameters.iter().filter(|parameter| self.place(state, parameter) == place).collect()
    }
}

fn set_apart(state: &FormState, parameter: &Parameter) -> bool {
    let overridden = |texts: &super::state::Texts| texts.contains_key(&parameter.name);
    state.split.contains(&parameter.name)
        || state.overrides.values().any(overridden)
        || state.secrets.overrides.values().any(overridden)
}

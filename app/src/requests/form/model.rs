//! What the form is about: the template, the places to choose from, and what runs already.

use super::{FormState, TargetRef};
use crate::i18n::{Lang, names};
use domain::ids::EnvironmentId;
use domain::names::StageName;
use domain::people::Role;
use domain::permission::Reason;
use domain::request::RequestAction;
use domain::rules::RegionRules;
use domain::template::{Parameter, Template, ValueSource};
use domain::view::Allowed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the form came about; decides what can be changed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    Create,
    /// Values of environments that run.
    Update,
    Delete,
}

impl From<RequestAction> for Mode {
    fn from(action: RequestAction) -> Self {
        match action {
            RequestAction::Create => Mode::Create,
            RequestAction::Update => Mode::Update,
            RequestAction::Delete => Mode::Delete,
        }
    }
}

impl Mode {
    /// As the form's `action` field has it.
    pub fn of(state: &FormState) -> Self {
        match state.action.as_str() {
            "update" => Mode::Update,
            "delete" => Mode::Delete,
            _ => Mode::Create,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Create => "create",
            Mode::Update => "update",
            Mode::Delete => "delete",
        }
    }
}

/// A row of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageChoice {
    pub name: StageName,
    /// How many people must say yes; 0: a good plan is enough.
    pub required: u8,
    /// Whose yes counts.
    pub roles: Vec<Role>,
    /// Whether the person's team may use it.
    pub allowed: Allowed,
}

/// An environment that runs in one of the cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    pub target: TargetRef,
    pub environment: EnvironmentId,
    /// What it runs with; `None`: secret.
    pub values: BTreeMap<String, Option<String>>,
    /// Whether it may be changed now.
    pub allowed: Allowed,
}

/// Everything that the form needs to know besides what is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormModel {
    pub mode: Mode,
    /// Amends a request: template, service and name stay.
    pub amends: bool,
    /// Without its resources when it travels to the browser.
    pub template: Template,
    pub stages: Vec<StageChoice>,
    pub regions: Vec<RegionRules>,
    pub running: Vec<Running>,
    /// Cells that the amended request has finished; they stay as they are.
    pub done: Vec<TargetRef>,
}

/// A value that a target has unless somebody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherited {
    /// `None`: secret.
    pub value: Option<String>,
    pub source: ValueSource,
}

impl FormModel {
    /// All cells of the grid, stage by stage.
    pub fn cells(&self) -> Vec<TargetRef> {
        let row = |stage: &StageChoice| {
            let stage = stage.name.to_string();
            self.regions.iter().map(move |region| TargetRef::new(&stage, &region.name)).collect::<Vec<_>>()
        };
        self.stages.iter().flat_map(row).collect()
    }

    /// The cells that are ticked, wildcards told out, without those that cannot be had.
    pub fn chosen(&self, state: &FormState) -> Vec<TargetRef> {
        let open: Vec<TargetRef> =
            self.cells().into_iter().filter(|cell| self.available(cell).allowed).collect();
        super::targets::expand(&state.targets, &open)
    }

    /// Whether a cell can be ticked.
    pub fn available(&self, cell: &TargetRef) -> Allowed {
        if self.done.contains(cell) {
            return Allowed::because(Reason::Finished);
        }
        if self.mode != Mode::Create {
            let running = self.running_at(cell);
            return running.map_or(Allowed::no(String::new()), |running| running.allowed.clone());
        }
        let stage = self.stages.iter().find(|stage| stage.name.as_str() == cell.stage);
        stage.map_or(Allowed::no(String::new()), |stage| stage.allowed.clone())
    }

    /// What people call a region.
    pub fn region(&self, lang: Lang, region: &str) -> String {
        let known = self.regions.iter().find(|known| known.name.as_str() == region);
        known.map_or_else(|| region.to_owned(), |known| names::region(lang, &known.name, &known.title))
    }

    pub fn running_at(&self, cell: &TargetRef) -> Option<&Running> {
        self.running.iter().find(|running| &running.target == cell)
    }

    /// What a target has of itself: what runs, else the stage's preset, else the default.
    pub fn own(&self, parameter: &Parameter, cell: &TargetRef) -> Option<Inherited> {
        let runs = self.running_at(cell).and_then(|running| running.values.get(&parameter.name));
        if let Some(value) = runs {
            return Some(Inherited { value: value.clone(), source: ValueSource::Previous });
        }
        let preset = self.template.presets.get(&cell.stage).and_then(|values| values.get(&parameter.name));
        let preset = preset.map(|text| (text, ValueSource::Preset));
        let found = preset.or_else(|| parameter.default.as_ref().map(|text| (text, ValueSource::Default)));
        found.map(|(text, source)| Inherited { value: Some(text.clone()), source })
    }

    /// What a cell of the table stands for while it is empty: the value for all targets, else the target's own.
    pub fn inherited(&self, state: &FormState, parameter: &Parameter, cell: &TargetRef) -> Option<Inherited> {
        let typed = match parameter.no_echo {
            true => state.secrets.shared.get(&parameter.name),
            false => state.shared.get(&parameter.name),
        };
        match typed.filter(|text| !text.is_empty()) {
            Some(_) if parameter.no_echo => Some(Inherited { value: None, source: ValueSource::Shared }),
            Some(text) => Some(Inherited { value: Some(text.clone()), source: ValueSource::Shared }),
            None => self.own(parameter, cell),
        }
    }

    /// The cells that can be ticked at all; presets of stages that cannot be had differ from nothing.
    pub(super) fn open_cells(&self) -> impl Iterator<Item = TargetRef> + '_ {
        self.cells().into_iter().filter(|cell| self.available(cell).allowed)
    }
}

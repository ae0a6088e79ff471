//! What the form's parts share: what is typed, what it would mean, and what becomes of it.

use super::{api, dom};
use crate::api::Failure;
use crate::i18n::{lang, told};
use crate::requests::form::{FormModel, FormState, Place, TargetRef};
use domain::template::Parameter;
use domain::view::Preview;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::time::Duration;

/// After the last change, before the preview is asked for.
const PAUSE: Duration = Duration::from_millis(120);
/// After the last change, before the draft is kept.
const CALM: Duration = Duration::from_millis(1_500);

/// Copied to wherever it is needed.
#[derive(Clone, Copy)]
pub struct Desk {
    model: StoredValue<FormModel>,
    pub state: RwSignal<FormState>,
    pub preview: RwSignal<Option<Preview>>,
    pub failure: RwSignal<Option<Failure>>,
    /// A preview is on its way.
    pub asking: RwSignal<bool>,
    pub sending: RwSignal<bool>,
    /// What is typed is kept as a draft.
    pub kept: RwSignal<bool>,
    /// Fields that somebody has been in; others are not told what they lack.
    touched: RwSignal<BTreeSet<String>>,
    /// After sending, every field is told.
    all_told: RwSignal<bool>,
    /// Counts changes, so that late answers are known.
    turn: StoredValue<u32>,
}

impl Desk {
    pub fn new(
        model: FormModel,
        state: FormState,
        preview: Option<Preview>,
        failure: Option<Failure>,
    ) -> Self {
        let all_told = failure.is_some();
        Desk {
            model: StoredValue::new(model),
            state: RwSignal::new(state),
            preview: RwSignal::new(preview),
            failure: RwSignal::new(failure),
            asking: RwSignal::new(false),
            sending: RwSignal::new(false),
            kept: RwSignal::new(false),
            touched: RwSignal::new(BTreeSet::new()),
            all_told: RwSignal::new(all_told),
            turn: StoredValue::new(0),
        }
    }

    /// Looks at what never changes.
    pub fn model<T>(self, look: impl FnOnce(&FormModel) -> T) -> T {
        self.model.with_value(look)
    }

    /// Looks at the form and follows its changes.
    pub fn read<T>(self, look: impl FnOnce(&FormModel, &FormState) -> T) -> T {
        self.state.with(|state| self.model.with_value(|model| look(model, state)))
    }

    /// Looks at the form as it is now.
    pub fn peek<T>(self, look: impl FnOnce(&FormModel, &FormState) -> T) -> T {
        self.state.with_untracked(|state| self.model.with_value(|model| look(model, state)))
    }

    pub fn chosen(self) -> Memo<Vec<TargetRef>> {
        Memo::new(move |_| self.read(|model, state| model.chosen(state)))
    }

    /// Names of the parameters that stand in one place.
    pub fn placed(self, place: Place) -> Memo<Vec<String>> {
        Memo::new(move |_| {
            self.read(|model, state| {
                model.placed(state, place).into_iter().map(|parameter| parameter.name.clone()).collect()
            })
        })
    }

    pub fn parameter(self, name: &str) -> Option<Parameter> {
        self.model(|model| model.template.parameter(name).cloned())
    }

    /// What people call a region.
    pub fn region(self, region: &str) -> String {
        self.model(|model| model.region(lang(), region))
    }

    /// What is wrong with a field, once somebody has been in it.
    pub fn problem(self, field: &str) -> Option<String> {
        let due = self.all_told.get() || self.touched.with(|touched| touched.contains(field));
        if !due {
            return None;
        }
        self.problems().into_iter().find(|(name, _)| name == field).map(|(_, message)| message)
    }

    /// What is wrong and has no field to stand beside.
    pub fn loose_problems(self) -> Vec<String> {
        let own = |name: &str| {
            matches!(name, "service" | "environment" | "targets" | "confirm")
                || self.model(|model| model.template.parameter(name).is_some())
        };
        let failed = self.failure.with(|failure| {
            failure.as_ref().map(|failure| told(lang(), &failure.error.message)).unwrap_or_default()
        });
        let mut loose: Vec<String> = Vec::new();
        for (name, message) in self.problems() {
            if !own(&name) && message != failed && !loose.contains(&message) {
                loose.push(message);
            }
        }
        loose
    }

    /// Field and message in the reader's language, of the refusal and of the preview.
    fn problems(self) -> Vec<(String, String)> {
        let refused = self.failure.with(|failure| {
            let fields = failure.iter().flat_map(|failure| failure.error.fields.clone());
            fields
                .map(|problem| (plain_field(&problem.field).to_owned(), told(lang(), &problem.message)))
                .collect::<Vec<_>>()
        });
        let foreseen = self.preview.with(|preview| {
            let problems = preview.iter().flat_map(|preview| preview.problems.clone());
            problems
                .map(|problem| (plain_field(&problem.parameter).to_owned(), told(lang(), &problem.message)))
                .collect::<Vec<_>>()
        });
        refused.into_iter().chain(foreseen).collect()
    }

    /// Somebody has left a field.
    pub fn touch(self, field: &str) {
        if !self.touched.with_untracked(|touched| touched.contains(field)) {
            self.touched.update(|touched| {
                touched.insert(field.to_owned());
            });
        }
    }

    /// Reads the page's form; when something is different, the preview follows.
    pub fn refresh(self) {
        let Some(text) = dom::form_text() else { return };
        let state = FormState::parse(&text);
        if self.state.with_untracked(|known| *known == state) {
            return;
        }
        // A refused field is judged anew by the preview.
        self.failure.set(None);
        self.state.set(state);
        self.follow();
    }

    /// Once scripts run: takes up what was typed before they did.
    pub fn wake(self) {
        let Some(text) = dom::form_text() else { return };
        let state = FormState::parse(&text);
        let typed = dom::typed_fields();
        let chosen = self.peek(|model, known| model.chosen(known) != model.chosen(&state));
        self.state.set(state);
        if chosen || !typed.is_empty() {
            // Whoever was that quick has left the field without being heard.
            typed.iter().for_each(|field| self.touch(problem_field(field)));
            self.follow();
        }
    }

    /// Preview and draft come after what is typed, in their time.
    fn follow(self) {
        self.kept.set(false);
        let turn = self.turn.get_value() + 1;
        self.turn.set_value(turn);
        let still = move || self.turn.get_value() == turn;
        set_timeout(
            move || {
                if still() {
                    self.ask(turn)
                }
            },
            PAUSE,
        );
        set_timeout(
            move || {
                if still() {
                    self.keep(turn)
                }
            },
            CALM,
        );
    }

    fn ask(self, turn: u32) {
        let Some(text) = dom::form_text() else { return };
        self.asking.set(true);
        leptos::task::spawn_local(async move {
            let answer = api::preview(text).await;
            if self.turn.get_value() != turn {
                return;
            }
            self.asking.set(false);
            match answer {
                Ok(preview) => self.preview.set(Some(preview)),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    fn keep(self, turn: u32) {
        let Some(text) = dom::form_text().filter(|_| !self.sending.get_untracked()) else { return };
        leptos::task::spawn_local(async move {
            // A draft that could not be kept is tried again with the next change.
            let Ok(id) = api::save_draft(text).await else { return };
            dom::set_draft(&id);
            self.state.update_untracked(|state| state.draft = Some(id));
            if self.turn.get_value() == turn {
                self.kept.set(true);
            }
        });
    }

    /// Sends the form and goes to what it became.
    pub fn send(self) {
        let Some(text) = dom::form_text().filter(|_| !self.sending.get_untracked()) else { return };
        let amends = self.model(|model| model.amends);
        self.sending.set(true);
        self.failure.set(None);
        self.all_told.set(true);
        leptos::task::spawn_local(async move {
            let answer = if amends { api::amend(text).await } else { api::create(text).await };
            match answer {
                Ok(id) => dom::go(&format!("/requests/{id}")),
                Err(failure) => {
                    self.failure.set(Some(failure));
                    self.sending.set(false);
                    request_animation_frame(|| dom::focus(dom::FAILURE));
                }
            }
        });
    }
}

/// `parameters.Size` → `Size`, `targets[0].stage` → `targets`.
fn plain_field(field: &str) -> &str {
    let bare = field.strip_prefix("parameters.").unwrap_or(field);
    bare.split(['[']).next().unwrap_or(bare)
}

/// Where problems with a field are told.
pub fn problem_field(name: &str) -> &str {
    match name {
        "name" => "environment",
        "target" => "targets",
        name => match name.split_once('.') {
            Some(("o" | "x", rest)) => rest.splitn(3, '.').nth(2).unwrap_or(rest),
            Some((_, rest)) => rest,
            None => name,
        },
    }
}

//! Where a form starts from: what a request had.

use super::model::Mode;
use super::{FormState, TargetRef};
use domain::request::TargetStatus;
use domain::template::ValueSource;
use domain::view::{RequestView, TargetView};

/// The form that would have made this request. Secrets are not in it: nobody can read them back.
pub fn amendment(request: &RequestView) -> FormState {
    let mut state = FormState {
        action: Mode::from(request.action).as_str().to_owned(),
        amends: Some(request.id.to_string()),
        template: request.template.to_string(),
        service: request.service.to_string(),
        name: request.environment.to_string(),
        reason: request.reason.clone().unwrap_or_default(),
        ..FormState::default()
    };
    let open = |target: &&TargetView| !target.dropped && !done(target);
    for target in request.targets.iter().filter(open) {
        add_target(&mut state, target);
    }
    state
}

/// The cells that an amendment leaves as they are: what is done is not asked for again.
pub fn finished(request: &RequestView) -> Vec<TargetRef> {
    let done = request.targets.iter().filter(|target| done(target));
    done.map(|target| TargetRef::new(&target.stage, &target.region)).collect()
}

fn done(target: &TargetView) -> bool {
    matches!(target.status, TargetStatus::Succeeded | TargetStatus::Unchanged)
}

fn add_target(state: &mut FormState, target: &TargetView) {
    let cell = TargetRef::new(&target.stage, &target.region);
    for (name, view) in &target.values {
        let Some(text) = &view.value else { continue };
        match view.source {
            ValueSource::Shared => {
                state.shared.insert(name.clone(), text.clone());
            }
            ValueSource::Override => {
                state.overrides.entry(cell.clone()).or_default().insert(name.clone(), text.clone());
            }
            _ => {}
        }
    }
    state.targets.insert(cell);
}

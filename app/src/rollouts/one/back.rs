use crate::ssr::back::Form;
use crate::ui::address::encode;
use domain::view::RolloutView;

/// A rollout's page.
pub fn page(id: &str) -> String {
    format!("/rollouts/{}", encode(id))
}

/// Where a person goes on after a deed: rolling back leads to the rollout that leads back.
pub fn to(rollout: RolloutView) -> String {
    page(rollout.id.as_str())
}

/// A form on a rollout's page.
pub fn form(id: String, typed: String) -> Form {
    Form { page: page(&id), about: id, typed }
}

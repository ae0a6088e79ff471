use super::super::links::action_page;
use crate::ui::ButtonLink;
use domain::names::{RegionName, StageName};
use domain::view::ActionView;
use leptos::prelude::*;

/// A button per action; what this person may not do is disabled with its reason.
#[component]
pub fn ActionLinks(
    actions: Vec<ActionView>,
    /// The place that the forms begin with.
    #[prop(optional)]
    stage: Option<StageName>,
    #[prop(optional)] region: Option<RegionName>,
) -> impl IntoView {
    let (stage, region) =
        (stage.map(String::from).unwrap_or_default(), region.map(String::from).unwrap_or_default());
    let links = actions.into_iter().map(|action| {
        let href = action_page(action.service.as_str(), &action.name, &stage, &region);
        view! { <ButtonLink href=href allowed=action.may>{action.title}</ButtonLink> }.into_any()
    });
    view! { <span class="action-links">{links.collect_view()}</span> }
}

use super::super::action::ActionLinks;
use super::super::links::start_page;
use super::super::text::ListText;
use crate::i18n::{self, Words};
use crate::ssr;
use crate::ui::{ButtonLink, Tone, ToneBadge};
use domain::permission::Reason;
use domain::view::{PipelineRepository, WorkflowCard};
use leptos::prelude::*;

/// One repository: whose it is, what can be started, what can be done.
pub fn repository(repository: PipelineRepository) -> AnyView {
    let text = ListText::here();
    let owner = repository.owner.map(|owner| {
        view! { <span class="faint">{owner.service.to_string()}" · "{Words::here().team}" "{owner.team.to_string()}</span> }
    });
    let problems = repository.problems.into_iter().map(|why| {
        view! {
            <div class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <div><p>{i18n::told(ssr::lang(), &why)}</p></div>
            </div>
        }
    });
    let name = repository.repository;
    let none = !repository.workflows.iter().any(by_hand);
    let none = none.then(|| view! { <p class="faint">{text.no_workflows}</p> });
    let workflows: Vec<AnyView> =
        repository.workflows.into_iter().filter(by_hand).map(|card| workflow(&name, card)).collect();
    let actions = (!repository.actions.is_empty()).then(|| {
        view! {
            <div class="pipeline-actions">
                <h3>{text.actions}</h3>
                <ActionLinks actions=repository.actions/>
            </div>
        }
    });
    let label = name.clone();
    view! {
        <section class="card pipeline" aria-label=label>
            <header><h2>{name}</h2>{owner}</header>
            <div class="body">
                {problems.collect_view()}
                {actions}
                <h3>{text.workflows}</h3>
                {none}
                <ul class="workflows">{workflows}</ul>
            </div>
        </section>
    }
    .into_any()
}

/// Those behind a guarded action are started by it, above.
fn by_hand(card: &WorkflowCard) -> bool {
    !matches!(card.may.why, Some(Reason::Guarded { .. }))
}

fn workflow(repository: &str, card: WorkflowCard) -> AnyView {
    let text = ListText::here();
    let workflow = card.workflow;
    let href = start_page(repository, &workflow.file);
    let disabled = workflow.disabled.then(|| view! { <ToneBadge tone=Tone::Gone word=text.disabled/> });
    view! {
        <li>
            <span class="what"><strong>{workflow.name.clone()}</strong>" "<code class="faint">{workflow.file}</code>{disabled}</span>
            <ButtonLink href=href allowed=card.may>{text.run}<span class="vh">" "{workflow.name}</span></ButtonLink>
        </li>
    }
    .into_any()
}

use super::super::links::run_page;
use super::super::states::{launch_tone, launch_word};
use super::super::text::ListText;
use crate::i18n;
use crate::ssr;
use crate::ui::{Time, ToneBadge};
use domain::pipeline::{Launch, LaunchState};
use leptos::prelude::*;

/// Starts that have no run: those that wait, and those that came to nothing lately.
pub fn launches(launches: Vec<Launch>) -> Option<AnyView> {
    let rows: Vec<AnyView> = launches.into_iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card">
                <header><h2>{ListText::here().launches}</h2></header>
                <div class="body"><ul class="workflows">{rows}</ul></div>
            </section>
        }
        .into_any()
    })
}

fn row(launch: Launch) -> AnyView {
    let why = match &launch.state {
        LaunchState::Refused { reason, .. } | LaunchState::Lost { reason, .. } => Some(reason.clone()),
        _ => launch.delayed.clone(),
    };
    let why = why.map(|why| view! { <span class="faint">{i18n::told(ssr::lang(), &why)}</span> });
    let href = run_page(&launch.workflow.repository, launch.id.as_str());
    view! {
        <li>
            <span class="what">
                <ToneBadge tone=launch_tone(&launch.state) word=launch_word(&launch.state)/>
                " "
                <a href=href>{launch.name}" · "{launch.service.to_string()}</a>
                " "
                {why}
            </span>
            <span class="faint tight">{launch.by_name}" "<Time at=launch.created_at/></span>
        </li>
    }
    .into_any()
}

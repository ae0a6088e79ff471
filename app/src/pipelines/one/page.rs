use super::super::text::RunText;
use super::board::{BOARD, board};
use super::head::title;
use super::log::{Shown, chosen};
use crate::chrome::{Nav, page};
use crate::live::PageLive;
use crate::ssr::back::{Kept, kept};
use crate::ssr::{self, Portal};
use crate::ui::ErrorNote;
use crate::ui::address::encode;
use domain::view::RunView;
use leptos::prelude::*;
use leptos_meta::Title;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    /// The job whose log is shown.
    job: String,
    /// Where a form that came back is kept.
    failed: String,
}

#[component]
pub fn RunPage() -> impl IntoView {
    let repository = format!("{}/{}", ssr::path_parameter("owner"), ssr::path_parameter("repo"));
    let id = ssr::path_parameter("id");
    page(Nav::Pipelines, RunText::here().title, async move |portal, actor| {
        let query: Query = ssr::query();
        let run = portal.pipeline_run(&actor, &repository, &id).await?;
        let log = log(&portal, &run, &query.job).await;
        let kept = kept(&portal, &actor, &query.failed, &format!("{}/{id}", run.repository)).await;
        Ok(draw(&run, &id, log, kept))
    })
}

/// The log of the chosen job. That it cannot be had is shown in its place.
async fn log(portal: &Portal, run: &RunView, wanted: &str) -> Option<Shown> {
    let job = chosen(&run.jobs, wanted)?.clone();
    let log = portal.log_of(&run.repository, &job).await;
    Some(Shown { job, log })
}

fn draw(run: &RunView, id: &str, log: Option<Shown>, kept: Option<Kept>) -> AnyView {
    let parts: Vec<String> = run.repository.split('/').map(encode).collect();
    let url = format!("/live/pipelines/{}/runs/{}", parts.join("/"), encode(id));
    view! {
        <Title text=title(run)/>
        <PageLive url=url event="run".to_owned() version=run.version region=BOARD.to_owned()/>
        {kept.map(|kept| view! { <ErrorNote failure=kept.failure/> })}
        {board(run, id, log)}
    }
    .into_any()
}

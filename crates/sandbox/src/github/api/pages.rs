use super::deployments::reviewed;
use super::find::OfRun;
use super::{ApiError, Github};
use crate::github::model::{Job, Review, Run, Status};
use axum::extract::{Form, OriginalUri, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;

/// Where a run's `html_url` leads to: enough to see what became of it.
pub async fn run(OfRun(_, run): OfRun) -> Html<String> {
    let jobs: String = run.latest().map(job).collect();
    page(
        &run.title,
        &format!(
            "<p>{}, attempt {}: {}</p><ul>{jobs}</ul>{}",
            escaped(&run.repository),
            run.attempt,
            state(&run),
            review_form(&run)
        ),
    )
}

/// A reviewer's answer on the run's page. Whoever looks at the sandbox may be any of its people.
#[derive(Deserialize)]
pub struct Answer {
    login: String,
    state: String,
    #[serde(default)]
    comment: String,
}

/// Takes the answer of whoever the form says to be.
pub async fn review(
    State(world): State<Github>,
    OriginalUri(uri): OriginalUri,
    OfRun(_, run): OfRun,
    Form(answer): Form<Answer>,
) -> Result<Redirect, ApiError> {
    let approved = answer.state == "approved";
    let review = Review { login: answer.login, approved, comment: answer.comment };
    let jobs: Vec<&Job> = waiting(&run).collect();
    if !reviewed(&world, &run, &jobs, &review) {
        return Err(ApiError::unprocessable(
            "You cannot approve or reject one or more of these deployments.",
        ));
    }
    world.kept().await;
    Ok(Redirect::to(uri.path()))
}

fn waiting(run: &Run) -> impl Iterator<Item = &Job> {
    run.latest().filter(|job| job.status == Status::Waiting && job.gates.wants_review())
}

/// For those who may answer; nothing when nobody is asked.
fn review_form(run: &Run) -> String {
    let people = crate::people().map(Vec::from).unwrap_or_default();
    let may = |login: &str| waiting(run).all(|job| job.gates.admits(login, &run.actor));
    let asked = waiting(run).next().is_some();
    let people = people.iter().filter(|person| asked && may(&person.actor.login));
    let choices: String = people
        .map(|person| {
            let (login, name) = (escaped(&person.actor.login), escaped(&person.actor.name));
            format!("<option value=\"{login}\">{name} ({login})</option>")
        })
        .collect();
    if choices.is_empty() {
        return String::new();
    }
    format!(
        "<h2>Review the deployment</h2><form method=\"post\"><p><label>As <select name=\"login\">{choices}</select>\
         </label></p><p><label>Comment <input name=\"comment\"></label></p><p><button name=\"state\" value=\"approved\">\
         Approve and deploy</button> <button name=\"state\" value=\"rejected\">Reject</button></p></form>"
    )
}

fn state(run: &Run) -> &'static str {
    run.conclusion.map_or(run.status.as_str(), |conclusion| conclusion.as_str())
}

fn job(job: &Job) -> String {
    let state = job.conclusion.map_or(job.status.as_str(), |conclusion| conclusion.as_str());
    format!("<li>{}: {state}</li>", escaped(&job.name))
}

/// A page of the stand-in.
pub fn page(title: &str, body: &str) -> Html<String> {
    let title = escaped(title);
    Html(format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title} – sandbox GitHub</title>\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <style>body{{font:16px/1.5 system-ui;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style>\
         <h1>{title}</h1>{body}<p><small>This is the sandbox's stand-in for GitHub.</small></p></html>"
    ))
}

/// Safe between tags and in attributes with double quotes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

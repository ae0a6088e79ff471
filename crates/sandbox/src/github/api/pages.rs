use super::find::OfRun;
use crate::github::model::{Job, Run};
use axum::response::Html;

/// Where a run's `html_url` leads to: enough to see what became of it.
pub async fn run(OfRun(_, run): OfRun) -> Html<String> {
    let jobs: String = run.latest().map(job).collect();
    page(
        &run.title,
        &format!(
            "<p>{}, attempt {}: {}</p><ul>{jobs}</ul>",
            escaped(&run.repository),
            run.attempt,
            state(&run)
        ),
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

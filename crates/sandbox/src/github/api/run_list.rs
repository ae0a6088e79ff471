use super::find::OfRepository;
use super::{ApiError, Github};
use crate::github::clock;
use crate::github::model::Run;
use crate::github::repositories::Repository;
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A list with a filter ends here.
const MOST_FILTERED: usize = 1_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Paging {
    per_page: Option<usize>,
    page: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    actor: Option<String>,
    branch: Option<String>,
    event: Option<String>,
    /// A status or a conclusion.
    status: Option<String>,
    created: Option<String>,
    head_sha: Option<String>,
}

#[derive(Deserialize)]
pub struct WorkflowPath {
    workflow_id: String,
}

/// List workflow runs for a repository.
pub async fn of_repository(
    State(world): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    OriginalUri(uri): OriginalUri,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Response {
    let runs = runs(&world, &links, &repository, &filter, |_| true);
    paged("workflow_runs", runs, &paging, &links, &uri)
}

/// List workflow runs for a workflow.
pub async fn of_workflow(
    State(world): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    Path(WorkflowPath { workflow_id }): Path<WorkflowPath>,
    OriginalUri(uri): OriginalUri,
    Query(filter): Query<Filter>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    let id = repository.workflow(&workflow_id).ok_or_else(ApiError::not_found)?.id;
    let runs = runs(&world, &links, &repository, &filter, |run| run.workflow.id == id);
    Ok(paged("workflow_runs", runs, &paging, &links, &uri))
}

fn runs(
    world: &Github,
    links: &Links,
    repository: &Repository,
    filter: &Filter,
    belongs: impl Fn(&Run) -> bool,
) -> Vec<Value> {
    let bare = world.faults.plan().null_fields;
    let most = if filter.is_empty() { usize::MAX } else { MOST_FILTERED };
    let name = repository.full_name();
    world.read(|state| {
        let found = state.runs_of(&name).filter(|run| belongs(run) && filter.lets_pass(run));
        found.take(most).map(|run| views::run(links, repository, run, bare)).collect()
    })
}

impl Filter {
    fn is_empty(&self) -> bool {
        let all = [&self.actor, &self.branch, &self.event, &self.status, &self.created, &self.head_sha];
        all.iter().all(|filter| filter.is_none())
    }

    fn lets_pass(&self, run: &Run) -> bool {
        let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let conclusion = run.conclusion.map(super::super::model::Conclusion::as_str);
        is(&self.actor, &run.actor)
            && is(&self.branch, &run.branch)
            && is(&self.event, &run.event)
            && is(&self.head_sha, &run.sha)
            && (is(&self.status, run.status.as_str()) || self.status.as_deref() == conclusion)
            && self.created.as_ref().is_none_or(|wanted| is_within(wanted, &clock::written(run.created_at)))
    }
}

/// GitHub's search syntax for dates: `>=2026-11-02`, `2026-11-01..2026-11-02T09:00:00Z`, `*..2026-11-02`, `2026-11-02`.
fn is_within(wanted: &str, time: &str) -> bool {
    // A day compares with the day of the time.
    let compare = |bound: &str| time[..bound.len().min(time.len())].cmp(normal(bound).as_str());
    if let Some((from, to)) = wanted.split_once("..") {
        return (from == "*" || compare(from).is_ge()) && (to == "*" || compare(to).is_le());
    }
    match () {
        () if wanted.starts_with(">=") => compare(&wanted[2..]).is_ge(),
        () if wanted.starts_with("<=") => compare(&wanted[2..]).is_le(),
        () if wanted.starts_with('>') => compare(&wanted[1..]).is_gt(),
        () if wanted.starts_with('<') => compare(&wanted[1..]).is_lt(),
        () => compare(wanted).is_eq(),
    }
}

/// A time with an offset or with fractions, as GitHub's own times are written.
fn normal(bound: &str) -> String {
    // A plus that nobody encoded arrives as a space.
    let time = bound.replace(' ', "+").parse::<jiff::Timestamp>();
    time.map_or_else(|_| bound.to_owned(), clock::written)
}

/// One page of a list, with links to the others.
pub fn paged(name: &str, all: Vec<Value>, paging: &Paging, links: &Links, uri: &Uri) -> Response {
    cut(all, paging, links, uri, |total, items| {
        let body =
            Map::from_iter([("total_count".to_owned(), total.into()), (name.to_owned(), items.into())]);
        Value::Object(body)
    })
}

/// The same for lists that say nothing else.
pub fn page_of(all: Vec<Value>, paging: &Paging, links: &Links, uri: &Uri) -> Response {
    cut(all, paging, links, uri, |_, items| items.into())
}

fn cut(
    all: Vec<Value>,
    paging: &Paging,
    links: &Links,
    uri: &Uri,
    body: impl FnOnce(usize, Vec<Value>) -> Value,
) -> Response {
    let size = paging.per_page.unwrap_or(30).clamp(1, 100);
    let page = paging.page.unwrap_or(1).max(1);
    let total = all.len();
    let items: Vec<Value> = all.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    let mut answer = Json(body(total, items)).into_response();
    let link = link(&links.web, uri, page, total.div_ceil(size).max(1));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        answer.headers_mut().insert(header::LINK, link);
    }
    answer
}

/// The header `Link`; none when there is one page.
fn link(base: &str, uri: &Uri, page: usize, last: usize) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let rest: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("page=")).collect();
    let to = |page: usize, relation: &str| {
        let query = rest.iter().map(|pair| format!("{pair}&")).collect::<String>();
        format!("<{base}{}?{query}page={page}>; rel=\"{relation}\"", uri.path())
    };
    let back = (page > 1).then(|| [to(page - 1, "prev"), to(1, "first")]);
    let forth = (page < last).then(|| [to(page + 1, "next"), to(last, "last")]);
    let links: Vec<String> = back.into_iter().chain(forth).flatten().collect();
    (!links.is_empty()).then(|| links.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_compared_as_github_does() {
        let time = "2026-11-02T09:00:00Z";
        let holds = [
            ">=2026-11-02T09:00:00Z",
            ">=2026-11-02",
            "<=2026-11-02T18:00:00+09:00",
            "2026-11-02",
            "<2026-11-03",
            "2026-11-01..2026-11-02",
            "*..2026-11-02",
            "2026-11-02T08:00:00Z..*",
            ">2026-11-02T08:59:59.900Z",
        ];
        assert!(holds.iter().all(|wanted| is_within(wanted, time)));
        let fails = [">2026-11-02T09:00:00Z", ">2026-11-02", "<2026-11-02", "2026-11-01", "2026-11-03..*"];
        assert!(!fails.iter().any(|wanted| is_within(wanted, time)));
    }

    #[test]
    fn pages_are_linked() {
        let uri: Uri = "/repos/a/b/actions/runs?per_page=2&page=2".parse().expect("an address");
        let link = link("http://x", &uri, 2, 3).expect("links");
        assert!(
            link.contains(r#"<http://x/repos/a/b/actions/runs?per_page=2&page=3>; rel="next""#),
            "{link}"
        );
        assert!(link.contains(r#"page=1>; rel="prev""#) && link.contains(r#"page=3>; rel="last""#), "{link}");
        assert_eq!(super::link("http://x", &uri, 1, 1), None);
    }
}

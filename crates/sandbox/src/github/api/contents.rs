use super::find::OfRepository;
use super::{ApiError, Github};
use crate::github::repositories::{Repository, number, sha};
use crate::github::views::Links;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub struct ContentsPath {
    path: String,
}

#[derive(Deserialize)]
pub struct At {
    r#ref: Option<String>,
}

/// Get repository content: of its root.
pub async fn root(
    State(_): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    Query(at): Query<At>,
) -> Result<Response, ApiError> {
    let at = reference(&repository, &at)?;
    listing(&links, &repository, "", &at).map(IntoResponse::into_response).ok_or_else(ApiError::not_found)
}

/// Get repository content: a file, or what is in a folder.
pub async fn contents(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(ContentsPath { path }): Path<ContentsPath>,
    Query(at): Query<At>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let at = reference(&repository, &at)?;
    let path = path.trim_end_matches('/');
    let Some(bytes) = repository.files.get(path) else {
        let listing = listing(&links, &repository, path, &at);
        return listing.map(IntoResponse::into_response).ok_or_else(ApiError::not_found);
    };
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accept.contains(".raw") {
        let kind = "application/vnd.github.raw+json; charset=utf-8";
        return Ok(([(header::CONTENT_TYPE, kind)], bytes.clone()).into_response());
    }
    let mut file = entry(&links, &repository, path, "file", bytes.len(), &at);
    file["content"] = wrapped(&STANDARD.encode(bytes)).into();
    file["encoding"] = "base64".into();
    Ok(Json(file).into_response())
}

/// The branch, tag or SHA that was asked for; the default branch otherwise.
fn reference(repository: &Repository, at: &At) -> Result<String, ApiError> {
    let name = at.r#ref.clone().filter(|name| !name.is_empty()).unwrap_or(repository.default_branch.clone());
    let missing =
        || ApiError::new(axum::http::StatusCode::NOT_FOUND, &format!("No commit found for the ref {name}"));
    repository.place(&name).map(|_| name.clone()).ok_or_else(missing)
}

/// `None` when there is no such folder.
fn listing(links: &Links, repository: &Repository, folder: &str, at: &str) -> Option<Json<Value>> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut entries = BTreeMap::new();
    for (path, bytes) in &repository.files {
        let Some(rest) = path.strip_prefix(&prefix) else {
            continue;
        };
        let (name, kind, size) = match rest.split_once('/') {
            Some((name, _)) => (name, "dir", 0),
            None => (rest, "file", bytes.len()),
        };
        let path = format!("{prefix}{name}");
        entries.entry(path.clone()).or_insert_with(|| entry(links, repository, &path, kind, size, at));
    }
    (!entries.is_empty()).then(|| Json(entries.into_values().collect()))
}

fn entry(links: &Links, repository: &Repository, path: &str, kind: &str, size: usize, at: &str) -> Value {
    let name = repository.full_name();
    let bytes = repository.files.get(path).map(Vec::as_slice).unwrap_or_default();
    let sha = sha(&format!("{kind} {path} {}", String::from_utf8_lossy(bytes)));
    let url = format!("{}/contents/{path}?ref={at}", links.repository(&name));
    let git =
        format!("{}/git/{}/{sha}", links.repository(&name), if kind == "dir" { "trees" } else { "blobs" });
    let page = format!("{}/{name}/{}/{at}/{path}", links.web, if kind == "dir" { "tree" } else { "blob" });
    let download =
        (kind == "file").then(|| format!("{}/raw/{name}/{at}/{path}?token={}", links.web, number(&sha)));
    json!({
        "name": path.rsplit('/').next(), "path": path, "sha": sha, "size": size, "url": url, "html_url": page,
        "git_url": git, "download_url": download, "type": kind,
        "_links": {"self": url, "git": git, "html": page},
    })
}

/// GitHub breaks lines after sixty characters, and ends the last one.
fn wrapped(text: &str) -> String {
    text.as_bytes().chunks(60).map(|line| format!("{}\n", String::from_utf8_lossy(line))).collect()
}

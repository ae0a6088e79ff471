//! Which repositories there are, and which files one of them has.

use super::find::{Caller, OfRepository};
use super::run_list::{Paging, page_of, paged};
use super::{ApiError, Github};
use crate::github::model::Actor;
use crate::github::repositories::{Repository, sha};
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The owner who is an organization; others are people.
const ORGANIZATION: &str = "acme";

#[derive(Deserialize)]
pub struct OrganizationPath {
    org: String,
}

#[derive(Deserialize)]
pub struct UserPath {
    username: String,
}

#[derive(Deserialize)]
pub struct TreePath {
    tree_sha: String,
}

#[derive(Deserialize)]
pub struct Depth {
    recursive: Option<String>,
}

/// List repositories accessible to the app installation. Only Apps may ask.
pub async fn of_installation(
    State(world): State<Github>,
    links: Links,
    Caller(actor): Caller,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    if !matches!(actor, Actor::App { .. }) {
        let message = "You must authenticate with an installation access token in order to list repositories for an \
                       installation.";
        return Err(ApiError::forbidden(message));
    }
    let all = shown(&world).map(|repository| listed(&world, &links, &repository, true)).collect();
    Ok(paged("repositories", all, &paging, &links, &uri))
}

/// List organization repositories.
pub async fn of_organization(
    State(world): State<Github>,
    links: Links,
    Path(OrganizationPath { org }): Path<OrganizationPath>,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    let is_one = org.eq_ignore_ascii_case(ORGANIZATION);
    let all = of_owner(&world, &links, &org).filter(|_| is_one);
    Ok(page_of(all.ok_or_else(ApiError::not_found)?, &paging, &links, &uri))
}

/// List repositories for a user.
pub async fn of_user(
    State(world): State<Github>,
    links: Links,
    Path(UserPath { username }): Path<UserPath>,
    OriginalUri(uri): OriginalUri,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    let all = of_owner(&world, &links, &username);
    Ok(page_of(all.ok_or_else(ApiError::not_found)?, &paging, &links, &uri))
}

/// `None`: nobody of that name has any.
fn of_owner(world: &Github, links: &Links, owner: &str) -> Option<Vec<Value>> {
    let theirs = shown(world).filter(|repository| repository.owner.eq_ignore_ascii_case(owner));
    let all: Vec<Value> = theirs.map(|repository| listed(world, links, &repository, false)).collect();
    (!all.is_empty()).then_some(all)
}

fn shown(world: &Github) -> impl Iterator<Item = Arc<Repository>> {
    let hidden = world.faults.plan().hidden_repositories;
    let all: Vec<Arc<Repository>> = world.repositories.all().cloned().collect();
    all.into_iter().filter(move |repository| !hidden.contains(&repository.full_name()))
}

fn listed(world: &Github, links: &Links, repository: &Repository, whole: bool) -> Value {
    let mut view = match whole {
        true => views::full_repository(links, repository),
        false => views::minimal_repository(links, repository),
    };
    let archived = world.faults.plan().archived_repositories.contains(&repository.full_name());
    view["archived"] = archived.into();
    view
}

/// Get a tree: the whole one of a commit, or its first level.
pub async fn tree(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(TreePath { tree_sha }): Path<TreePath>,
    Query(depth): Query<Depth>,
) -> Result<Json<Value>, ApiError> {
    let commit = repository.commit(&tree_sha).ok_or_else(ApiError::not_found)?;
    let url = links.repository(&repository.full_name());
    let leaf = |path: &str, kind: &str, size: Option<usize>| {
        let sha = sha(&format!("{kind} {path}"));
        let mode = if kind == "tree" { "040000" } else { "100644" };
        let mut leaf = json!({"path": path, "mode": mode, "type": kind, "sha": sha});
        leaf["url"] = format!("{url}/git/{kind}s/{sha}").into();
        if let Some(size) = size {
            leaf["size"] = size.into();
        }
        leaf
    };
    let folders: BTreeSet<&str> = repository.files.keys().flat_map(|path| folders(path)).collect();
    let folders = folders.into_iter().map(|path| leaf(path, "tree", None));
    let files = repository.files.iter().map(|(path, bytes)| leaf(path, "blob", Some(bytes.len())));
    let whole = depth.recursive.is_some();
    let is_shown = |leaf: &Value| whole || !leaf["path"].as_str().unwrap_or_default().contains('/');
    let tree: Vec<Value> = folders.chain(files).filter(is_shown).collect();
    Ok(Json(json!({
        "sha": commit.sha, "url": format!("{url}/git/trees/{}", commit.sha), "tree": tree, "truncated": false,
    })))
}

/// All folders that a file lies in.
fn folders(path: &str) -> Vec<&str> {
    path.match_indices('/').map(|(end, _)| &path[..end]).collect()
}

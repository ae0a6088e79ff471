use super::find::OfRepository;
use super::{ApiError, Github};
use crate::github::views::{self, Links};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub struct RefPath {
    r#ref: String,
}

#[derive(Deserialize)]
pub struct ComparePath {
    basehead: String,
}

#[derive(Deserialize)]
pub struct From {
    sha: Option<String>,
}

/// List commits: the newest thirty of a branch.
pub async fn list(
    State(_): State<Github>,
    links: Links,
    OfRepository(repository): OfRepository,
    Query(from): Query<From>,
) -> Result<Json<Vec<Value>>, ApiError> {
    let from = from.sha.as_deref().unwrap_or(&repository.default_branch);
    let place = repository.place(from).ok_or_else(ApiError::not_found)?;
    Ok(Json((0..=place).rev().take(30).map(|place| views::commit(&links, &repository, place)).collect()))
}

/// Get a commit.
pub async fn commit(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(RefPath { r#ref }): Path<RefPath>,
) -> Result<Json<Value>, ApiError> {
    let missing = || ApiError::unprocessable(&format!("No commit found for SHA: {}", r#ref));
    let place = repository.place(&r#ref).ok_or_else(missing)?;
    Ok(Json(views::commit(&links, &repository, place)))
}

/// Compare two commits.
pub async fn compare(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(ComparePath { basehead }): Path<ComparePath>,
) -> Result<Json<Value>, ApiError> {
    let places = basehead
        .split_once("...")
        .and_then(|(base, head)| repository.place(base).zip(repository.place(head)));
    let (base, head) = places.ok_or_else(ApiError::not_found)?;
    Ok(Json(views::comparison(&links, &repository, base, head)))
}

/// List branches.
pub async fn branches(links: Links, OfRepository(repository): OfRepository) -> Json<Vec<Value>> {
    let all = repository.branches().iter();
    Json(all.map(|(name, place)| views::named(&links, &repository, name, *place)).collect())
}

/// List repository tags.
pub async fn tags(links: Links, OfRepository(repository): OfRepository) -> Json<Vec<Value>> {
    // The newest first.
    let all = repository.tags().iter().rev();
    Json(all.map(|(name, place)| views::named(&links, &repository, name, *place)).collect())
}

/// Get a reference.
pub async fn reference(
    links: Links,
    OfRepository(repository): OfRepository,
    Path(RefPath { r#ref }): Path<RefPath>,
) -> Result<Json<Value>, ApiError> {
    let name = format!("refs/{}", r#ref);
    let commit = repository.branch_or_tag(&name).and_then(|(_, place)| repository.commits.get(place));
    let commit = commit.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, "Not Found"))?;
    Ok(Json(views::reference(&links, &repository, &name, commit)))
}

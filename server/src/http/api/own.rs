use super::body::JsonBody;
use super::model::{
    CreatedToken, GithubAccountItem, GithubTokenBody, Me, NewTokenBody, Page, RulesAnswer, Token,
};
use crate::http::identity::{Caller, Reader};
use crate::http::problem::Refusal;
use crate::http::state::AppState;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use domain::ids::TokenId;
use services::ports::TokenScope;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const TAG: &str = "people";

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(rules))
        .routes(routes!(list, create))
        .routes(routes!(revoke))
        .routes(routes!(github_account, keep_github_account, forget_github_account))
        .routes(routes!(sign_out_everywhere))
}

/// Who the caller is
#[utoipa::path(get, path = "/me", tag = TAG, operation_id = "getMe",
    responses((status = 200, description = "The caller", body = Me)))]
async fn me(Reader(actor): Reader) -> Json<Me> {
    Json(actor.into())
}

/// Stages, regions, who must approve what
#[utoipa::path(get, path = "/rules", tag = TAG, operation_id = "getRules",
    responses((status = 200, description = "The rules", body = RulesAnswer)))]
async fn rules(State(state): State<AppState>, _reader: Reader) -> Json<RulesAnswer> {
    Json(state.portal.rules().into())
}

/// The caller's own access tokens
#[utoipa::path(get, path = "/tokens", tag = TAG, operation_id = "listTokens",
    responses((status = 200, description = "The tokens, without their secrets", body = Page<Token>)))]
async fn list(State(state): State<AppState>, Reader(actor): Reader) -> Result<Json<Page<Token>>, Refusal> {
    let tokens = state.portal.tokens(&actor).await?;
    Ok(Json(Page::whole(tokens.into_iter().map(Token::from).collect())))
}

/// Make an access token; its secret is in the answer and nowhere else
///
/// A machine that runs `slipway probe` gets the one scope `measure:LOCATION`: its token speaks for this location of the
/// configuration, and every other route refuses it as `token-of-location`. Only who may measure can make one.
#[utoipa::path(post, path = "/tokens", tag = TAG, operation_id = "createToken", request_body = NewTokenBody,
    responses(
        (status = 201, description = "The token with its secret", body = CreatedToken,
            headers(("Location" = String, description = "Where to revoke it"))),
        (status = 403, description = "A scope that the caller's own token lacks, or a location's by somebody who may not measure"),
        (status = 422, description = "Something does not fit; `fields` says what"),
    ))]
async fn create(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(body): JsonBody<NewTokenBody>,
) -> Result<impl IntoResponse, Refusal> {
    let actor = caller.may(&TokenScope::Write)?;
    // A token must not make itself a stronger one.
    body.scopes.iter().try_for_each(|scope| caller.may(scope).map(|_| ()))?;
    let created = state.portal.create_token(actor, &body.label, &body.scopes, body.valid_days).await?;
    let location = format!("/api/v1/tokens/{}", created.token.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(CreatedToken::from(created))))
}

/// End one of the caller's own tokens at once
#[utoipa::path(delete, path = "/tokens/{id}", tag = TAG, operation_id = "revokeToken",
    params(("id" = String, Path, description = "The token's id")),
    responses(
        (status = 204, description = "It no longer works"),
        (status = 404, description = "The caller has none of that id"),
    ))]
async fn revoke(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    state.portal.revoke_token(caller.may(&TokenScope::Write)?, &TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account on GitHub with which the portal may answer for the caller
#[utoipa::path(get, path = "/github-account", tag = TAG, operation_id = "getGithubAccount",
    responses((status = 200, description = "The account without its token; null: none", body = Option<GithubAccountItem>)))]
async fn github_account(
    State(state): State<AppState>,
    Reader(actor): Reader,
) -> Result<Json<Option<GithubAccountItem>>, Refusal> {
    Ok(Json(state.portal.github_account(&actor).await?.map(GithubAccountItem::from)))
}

/// Lend the portal an account on GitHub, in place of an earlier one
///
/// Used for nothing but to hand the caller's approvals over to GitHub, where the caller is one of the environment's
/// reviewers. The token is kept encrypted and never shown.
#[utoipa::path(put, path = "/github-account", tag = TAG, operation_id = "keepGithubAccount",
    request_body = GithubTokenBody,
    responses(
        (status = 200, description = "Whose account it is", body = GithubAccountItem),
        (status = 422, description = "GitHub does not accept the token"),
        (status = 503, description = "GitHub does not answer"),
    ))]
async fn keep_github_account(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(body): JsonBody<GithubTokenBody>,
) -> Result<Json<GithubAccountItem>, Refusal> {
    let actor = caller.may(&TokenScope::Approve)?;
    Ok(Json(state.portal.keep_github_account(actor, &body.token).await?.into()))
}

/// Take the account back
#[utoipa::path(delete, path = "/github-account", tag = TAG, operation_id = "forgetGithubAccount",
    responses((status = 204, description = "The token is forgotten")))]
async fn forget_github_account(State(state): State<AppState>, caller: Caller) -> Result<StatusCode, Refusal> {
    state.portal.forget_github_account(caller.may(&TokenScope::Write)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all of the caller's sessions, and forget all with which the portal could act as them on GitHub
#[utoipa::path(delete, path = "/sessions", tag = TAG, operation_id = "signOutEverywhere",
    responses((status = 204, description = "They have ended; access tokens stay")))]
async fn sign_out_everywhere(State(state): State<AppState>, caller: Caller) -> Result<StatusCode, Refusal> {
    state.portal.sign_out_everywhere(caller.may(&TokenScope::Write)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

use super::PREFIX;
use crate::http::problem::{Problem, ProblemField};
use crate::http::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What stands above the paths.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Slipway",
        description = "Environments from templates: ask for them, approve them, watch them come up. Every error is \
                       `application/problem+json` with a stable `code`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This portal")),
    security(("token" = []), ("session" = [])),
    tags(
        (name = "templates", description = "What can be asked for"),
        (name = "requests", description = "Asking, planning, deciding, applying"),
        (name = "environments", description = "What runs where"),
        (name = "releases", description = "What builds have made, and what runs where"),
        (name = "rollouts", description = "Carrying a release through the regions"),
        (name = "health", description = "How services are, and what probes find"),
        (name = "freezes", description = "Times in which nothing goes forward"),
        (name = "notifications", description = "What people are told, and how"),
        (name = "delegations", description = "Who answers in whose place"),
        (name = "incidents", description = "What is wrong, who works on it, and who is on call"),
        (name = "measurements", description = "What services were like, and what they promise"),
        (name = "services", description = "What there is, whose it is, and how it hangs together"),
        (name = "health", description = "Why something is unwell, and what to do about it"),
        (name = "pipelines", description = "Workflows, their runs, and guarded actions"),
        (name = "people", description = "The caller, access tokens, the rules"),
        (name = "audit", description = "Who did what, why and when"),
        (name = "changes", description = "What changes, as it changes"),
    ),
    components(schemas(Problem, ProblemField)),
)]
struct Head;

pub fn head() -> OpenApi {
    let mut head = Head::openapi();
    head.info.version = env!("CARGO_PKG_VERSION").to_owned();
    head
}

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(openapi))
}

/// This document
#[utoipa::path(get, path = "/openapi.json", tag = "people", operation_id = "getOpenApi", security(()),
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
async fn openapi(State(state): State<AppState>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], state.openapi())
}

/// The document as it is sent.
pub fn text() -> Bytes {
    // A document of texts, numbers and maps always serialises.
    super::openapi().to_json().unwrap_or_default().into()
}

/// Adds what all operations have in common, so that none can forget it: how to say who one is, and how errors look.
pub fn complete(mut document: OpenApi) -> OpenApi {
    if let Some(components) = &mut document.components {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("token", SecurityScheme::Http(bearer));
        let cookie = ApiKey::Cookie(ApiKeyValue::new(crate::http::identity::SESSION_COOKIE));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    }
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let open = path.as_str() == format!("{PREFIX}/openapi.json");
            add_errors(operation, open);
        }
    }
    document
}

fn add_errors(operation: &mut Operation, open: bool) {
    let takes_body = operation.request_body.is_some();
    let in_query =
        |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    let takes_query = operation.parameters.iter().flatten().any(in_query);
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response) {
            response.content = problem("").content;
        }
    }
    let mut add = |status: &str, description: &str| {
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(description)));
    };
    if !open {
        add("401", "Nobody is signed in, or the token is unknown, expired or revoked");
        add("403", "The token lacks a scope, or the caller may not do this");
    }
    if takes_body {
        add("400", "The body is not JSON");
        add("413", "The body is larger than 2 MB");
        add("415", "The body is not declared as JSON");
        add("422", "The body has the wrong shape; `fields` says where");
    }
    if takes_query {
        add("422", "The query does not fit; `fields` says where");
    }
    add("default", "Anything else that went wrong");
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}

//! Leptos answers a plain form that failed with the way back to its page, and says in that address what failed. The
//! portal seals it on its way out, so that it can tell it from what others write into addresses.

use super::identity::Identity;
use super::state::AppState;
use app::ssr::refused::{same, vouched_for};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Where server functions are.
const FUNCTIONS: &str = "/fn/";

/// Seals what a server function failed with.
pub async fn seal(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(FUNCTIONS) {
        return next.run(request).await;
    }
    let actor = request.extensions().get().and_then(Identity::actor).cloned();
    let came_from = request.headers().get(header::REFERER).cloned();
    let mut response = next.run(request).await;
    let text = |value: Option<&HeaderValue>| value.and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (there, came_from) = (text(response.headers().get(header::LOCATION)), text(came_from.as_ref()));
    // Where the application leads to by itself, it has sealed what failed already.
    let of_leptos =
        |there: &String| there.contains("__err=") || came_from.is_some_and(|from| same(&from, there));
    let sealed = there.filter(of_leptos).map(|there| vouched_for(&state.portal, actor.as_ref(), &there));
    if let Some(Ok(there)) = sealed.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::LOCATION, there);
    }
    response
}

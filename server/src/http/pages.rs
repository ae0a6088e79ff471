//! Pages and server functions of the UI, each with its visit's context.

use super::identity::{self, Identity};
use super::request_id::RequestId;
use super::state::AppState;
use super::{headers, insets, kept_form, origin, refused_form};
use app::ssr::{Insets, RequestLocale, SignedIn, Theme};
use axum::Router;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use domain::template::Lang;
use leptos::nonce::use_nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};

/// Pages and, because Leptos registers them along with its routes, all server functions.
pub fn router(state: &AppState) -> Router<AppState> {
    let context = context(state.clone());
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(app::App), context.clone(), app::shell)
        .fallback(render_app_async_with_context(context, app::shell))
        .layer(from_fn(insets::fill))
        .layer(from_fn_with_state(state.clone(), refused_form::seal))
        .layer(from_fn_with_state(state.clone(), kept_form::keep))
        .layer(from_fn_with_state(state.clone(), identity::of_visitor))
        .layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn(only_paths))
}

/// Refuses what is about no path: `CONNECT` to some host, `OPTIONS *`. Leptos takes every target for a path.
async fn only_paths(request: Request, next: Next) -> Response {
    match request.uri().path().starts_with('/') {
        true => next.run(request).await,
        false => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD, POST")]).into_response(),
    }
}

/// What pages and server functions find out about the visit they are rendered for.
fn context(state: AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        let Some(parts) = use_context::<Parts>() else {
            return;
        };
        allow_own_scripts();
        if let Some(insets) = parts.extensions.get::<Insets>() {
            provide_context(insets.clone());
        }
        let identity = parts.extensions.get::<Identity>();
        provide_context(SignedIn(identity.and_then(Identity::actor).cloned()));
        let id = parts.extensions.get::<RequestId>().cloned().unwrap_or_default();
        provide_context(app::ssr::RequestId(id.shared()));
        let cookies = CookieJar::from_headers(&parts.headers);
        let cookie = |name: &str| cookies.get(name).map(|cookie| cookie.value().to_owned());
        let remembered = cookie("slipway_lang").as_deref().and_then(Lang::from_tag);
        let lang = remembered.unwrap_or_else(|| preferred(&parts.headers));
        provide_context(RequestLocale { lang });
        provide_context(cookie("slipway_theme").map_or(Theme::System, |theme| Theme::from_cookie(&theme)));
        provide_context(state.portal.clone());
        provide_context(state.site.clone());
    }
}

/// Pages bring a few lines of script of their own.
fn allow_own_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&headers::policy(Some(&nonce))) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The first language of the browser that pages speak.
fn preferred(headers: &HeaderMap) -> Lang {
    let accepted =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').find_map(|tag| Lang::from_tag(tag.trim())).unwrap_or_default()
}

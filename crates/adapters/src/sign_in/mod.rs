//! Whoever vouches for people: GitHub, and OpenID Connect providers.

mod github;
mod http;
mod oidc;

pub use github::{GithubSignIn, GithubSignInOptions};
pub use oidc::{OidcSignIn, OidcSignInOptions};

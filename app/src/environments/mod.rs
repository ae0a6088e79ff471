//! Environments: the matrix of all, and each one's page.

mod matrix;
mod one;
mod peek;
pub mod text;

pub use matrix::MatrixQuery;
#[cfg(feature = "ssr")]
pub use matrix::{MatrixCache, MatrixPage};
#[cfg(feature = "ssr")]
pub use one::EnvironmentPage;

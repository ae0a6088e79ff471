use crate::ssr::Fresh;
use axum::body::Bytes;
use domain::template::Lang;
use domain::view::MatrixFilter;
use std::sync::Arc;

/// A window of the matrix as HTML, with its filters and legend.
#[derive(Debug)]
pub struct Rendered {
    pub html: Bytes,
    /// Rows in this window.
    pub rows: i64,
    /// Rows under the filter.
    pub total: i64,
    /// The window's first row.
    pub offset: i64,
    /// Rows that a window holds.
    pub limit: i64,
    /// Names to filter by.
    pub teams: Vec<String>,
}

/// Rendered windows. The matrix looks the same to everybody signed in, so the reader is no part of the key.
pub type MatrixCache = Fresh<(MatrixFilter, Lang), Arc<Rendered>>;

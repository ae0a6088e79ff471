//! YAML and JSON with places: the tree of a file as people wrote it, and what is to be said about it.
//!
//! Everything here is pure: bytes in, values out. Nothing panics on any input, and everything that grows with the
//! input is bounded (see `limits`). What YAML leaves open is up to each format, as a [`Dialect`].

mod builder;
mod core;
mod dialect;
mod findings;
mod indent;
mod json;
mod keys;
mod limits;
mod origin;
mod parse;
mod source;
mod tree;

pub use core::Core;
pub use dialect::Dialect;
pub use findings::Findings;
pub use parse::{document, documents};
pub use source::text;
pub use tree::{Entry, Node, Position, Value};

/// Why a document could not be read.
#[derive(Debug)]
struct Broken {
    rule: &'static str,
    at: Position,
    message: String,
}

impl Broken {
    fn too_deep(at: Position) -> Self {
        Self { rule: "too-deep", at, message: format!("nested deeper than {} levels", limits::MAX_DEPTH) }
    }

    fn tell(self, findings: &mut Findings) {
        findings.error(self.rule, self.at, self.message);
    }
}

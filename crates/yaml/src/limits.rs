//! How much a file may ask of us. Everything that grows with the input is bounded here, but its size, which is up to
//! each format.

/// Levels of nesting. Hand-written files stay below 30; this also bounds every recursion over the tree.
pub const MAX_DEPTH: usize = 100;

/// Nodes that aliases may add to a document, so that a few lines cannot unfold into gigabytes.
pub const MAX_ALIAS_NODES: usize = 100_000;

/// Values in one file, each of which takes some hundred bytes of memory: more than ten megabytes hold as people write.
pub const MAX_NODES: usize = 3_000_000;

/// Bytes that may be parsed again, over all attempts, to make up for odd indentation.
pub const MAX_REPAIR_BYTES: usize = 16 * 1024 * 1024;

/// Documents of one file that are still read one by one when another of them is broken.
pub const MAX_PARTS: usize = 1_000;

/// Findings that are kept for one file; people stop reading long before.
pub const MAX_FINDINGS: usize = 1_000;

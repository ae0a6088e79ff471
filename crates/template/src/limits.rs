//! How much a template may ask of us. Everything that grows with the input is bounded here.

/// CloudFormation's own limit on a template that travels through S3, in bytes.
pub const MAX_BYTES: usize = 1_048_576;

/// Levels of nesting. Hand-written templates stay below 30; this also bounds every recursion over the tree.
pub const MAX_DEPTH: usize = 100;

/// Nodes that aliases may add to a document, so that a few lines cannot unfold into gigabytes.
pub const MAX_ALIAS_NODES: usize = 100_000;

/// Bytes that may be parsed again, over all attempts, to make up for odd indentation.
pub const MAX_REPAIR_BYTES: usize = 16 * MAX_BYTES;

/// Findings that are kept for one file; people stop reading long before.
pub const MAX_FINDINGS: usize = 1_000;

/// CloudFormation's quotas for one template.
pub const MAX_PARAMETERS: usize = 200;
pub const MAX_RESOURCES: usize = 500;
pub const MAX_OUTPUTS: usize = 200;
pub const MAX_MAPPINGS: usize = 200;

/// Bytes in one parameter value.
pub const MAX_VALUE_BYTES: usize = 4_096;

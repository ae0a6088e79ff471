//! How much a template may ask of us, besides what holds for every file (see `yaml`).

/// CloudFormation's own limit on a template that travels through S3, in bytes.
pub const MAX_BYTES: usize = 1_048_576;

/// CloudFormation's quotas for one template.
pub const MAX_PARAMETERS: usize = 200;
pub const MAX_RESOURCES: usize = 500;
pub const MAX_OUTPUTS: usize = 200;
pub const MAX_MAPPINGS: usize = 200;

/// Bytes in one parameter value.
pub const MAX_VALUE_BYTES: usize = 4_096;

//! The outside world: CloudFormation over AWS's protocol, and templates in folders.

mod cloudformation;
mod folder;

pub use cloudformation::{CallCounts, CloudFormation, CloudOptions, CredentialSource};
pub use folder::TemplateFolder;

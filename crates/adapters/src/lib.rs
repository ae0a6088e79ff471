//! The outside world: CloudFormation over AWS's protocol, and templates in folders.

mod checking;
mod cloudformation;
mod folder;

pub use checking::CheckApart;
pub use cloudformation::{CallCounts, CloudFormation, CloudOptions, CredentialSource};
pub use folder::TemplateFolder;

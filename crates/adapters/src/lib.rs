//! The outside world: CloudFormation over AWS's protocol, GitHub Actions, and templates in folders.

mod cloudformation;
mod folder;
mod github;

pub use cloudformation::{CallCounts, CloudFormation, CloudOptions, CredentialSource};
pub use folder::TemplateFolder;
pub use github::{Github, GithubCredentials, GithubOptions, GithubSetupError};

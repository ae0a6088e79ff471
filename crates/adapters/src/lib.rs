//! The outside world: CloudFormation, CloudWatch, S3 and ECR over AWS's protocol, GitHub Actions, and templates in folders.

mod artifacts;
mod calendars;
mod checking;
mod cloudformation;
mod folder;
mod github;
mod images;
mod metrics;
mod notifications;
mod outbound;
mod portal_link;
mod prober;
mod sign_in;
mod stores;

pub use artifacts::{ArtifactOptions, S3Artifacts};
pub use calendars::CalendarFiles;
pub use checking::CheckApart;
pub use cloudformation::{CallCounts, CloudFormation, CloudOptions, CredentialSource};
pub use folder::TemplateFolder;
pub use github::{Github, GithubCredentials, GithubOptions, GithubSetupError};
pub use images::{EcrImages, ImageOptions};
pub use metrics::{CloudWatch, MetricSources, Prometheus, PrometheusOptions};
pub use notifications::{MailOptions, MailSecurity, MailSetupError, MessengerOptions, Messengers};
pub use outbound::{AddressGuard, Answer, Network, Outbound, OutboundError, OutboundRules};
pub use portal_link::PortalLink;
pub use prober::{NetworkProber, ProbeRules};
pub use sign_in::{GithubSignIn, GithubSignInOptions, OidcSignIn, OidcSignInOptions};
pub use stores::ArtifactStores;

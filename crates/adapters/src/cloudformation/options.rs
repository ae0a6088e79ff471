use std::time::Duration;

/// How CloudFormation is reached.
#[derive(Clone, Debug)]
pub struct CloudOptions {
    /// Instead of AWS's own endpoints, for the sandbox cloud.
    pub endpoint_url: Option<String>,
    /// Instead of `endpoint_url`, for S3 alone.
    pub s3_endpoint_url: Option<String>,
    pub credentials: CredentialSource,
    /// Bucket through which templates over 51,200 bytes travel. `{region}` in it stands for the target's region.
    pub template_bucket: Option<String>,
    /// Makes the bucket where it is missing.
    pub create_template_bucket: bool,
    /// Calls under way at once in one account and region; more of them wait.
    pub calls_at_once: usize,
    /// How often one call is tried; throttling and outages pass within these attempts or are told.
    pub attempts: u32,
    pub connect_timeout: Duration,
    pub attempt_timeout: Duration,
    /// For one call with all its attempts and pauses.
    pub call_timeout: Duration,
}

/// Who the portal is towards AWS, before it assumes a stage's role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// Environment, profile, container or instance, in AWS's usual order.
    DefaultChain,
    /// The sandbox cloud's well-known ones.
    Sandbox,
}

impl Default for CloudOptions {
    /// AWS itself.
    fn default() -> Self {
        CloudOptions {
            endpoint_url: None,
            s3_endpoint_url: None,
            credentials: CredentialSource::DefaultChain,
            template_bucket: None,
            create_template_bucket: false,
            calls_at_once: 8,
            attempts: 4,
            connect_timeout: Duration::from_secs(3),
            attempt_timeout: Duration::from_secs(20),
            call_timeout: Duration::from_secs(45),
        }
    }
}

impl CloudOptions {
    /// A sandbox cloud at this address.
    pub fn sandbox(endpoint_url: &str) -> Self {
        CloudOptions {
            endpoint_url: Some(endpoint_url.to_owned()),
            credentials: CredentialSource::Sandbox,
            template_bucket: Some("slipway-templates-{region}".to_owned()),
            create_template_bucket: true,
            ..Self::default()
        }
    }
}

//! One client per account and region, made when it is first needed.

use super::counters::Counters;
use super::options::{CloudOptions, CredentialSource};
use super::pace::Pace;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cloudformation::config::SharedHttpClient;
use aws_sdk_cloudformation::config::retry::{RetryConfig, RetryPartition};
use aws_smithy_http_client::tls;
use services::ports::Place;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};

/// How long a connection is kept without use; AWS closes its end after about a minute.
const KEEP_IDLE: Duration = Duration::from_secs(45);

/// What it takes to talk to one account in one region.
#[derive(Debug)]
pub(crate) struct Client {
    pub cloudformation: aws_sdk_cloudformation::Client,
    pub s3: aws_sdk_s3::Client,
    pub cloudwatch: aws_sdk_cloudwatch::Client,
    pub ecr: aws_sdk_ecr::Client,
    /// Calls under way at once.
    pub gate: Semaphore,
    pub(super) pace: Arc<Pace>,
}

#[derive(Debug)]
pub(crate) struct Clients {
    options: CloudOptions,
    pub(super) counters: Counters,
    base: OnceCell<SdkConfig>,
    made: Mutex<BTreeMap<String, Arc<Client>>>,
}

impl Clients {
    pub fn new(options: CloudOptions) -> Self {
        Clients { options, counters: Counters::default(), base: OnceCell::new(), made: Mutex::default() }
    }

    pub async fn at(&self, place: &Place) -> Arc<Client> {
        let key = place.key();
        let known = self.made.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(client) = known {
            return client;
        }
        let client = Arc::new(self.make(place).await);
        // Whoever was first wins, so that a place never has two gates.
        Arc::clone(self.made.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(client))
    }

    async fn make(&self, place: &Place) -> Client {
        let region = Region::new(place.region.as_str().to_owned());
        let base = self.base.get_or_init(|| self.base_config(region.clone())).await;
        let mut config = base.to_builder().region(region.clone()).build();
        if let Some(role) = &place.role_arn {
            let assumed = AssumeRoleProvider::builder(role).session_name("slipway").region(region);
            let provider = assumed.configure(&config).build().await;
            // Its own cache: the one of the base belongs to the portal's own credentials.
            let cache = aws_sdk_cloudformation::config::IdentityCache::lazy().build();
            let builder = config.into_builder().identity_cache(cache);
            config = builder.credentials_provider(SharedCredentialsProvider::new(provider)).build();
        }
        self.client(place, &config)
    }

    fn client(&self, place: &Place, config: &SdkConfig) -> Client {
        let pace = Arc::new(Pace::default());
        let counter = self.counters.for_region(place.region.as_str(), Arc::clone(&pace));
        // Of its own: a region that is down must not use up the retries of another one.
        let partition = RetryPartition::custom(place.key()).build();
        let cloudformation = aws_sdk_cloudformation::config::Builder::from(config)
            .retry_partition(partition)
            .interceptor(counter)
            .build();
        let mut s3 = aws_sdk_s3::config::Builder::from(config).force_path_style(true);
        s3.set_endpoint_url(
            self.options.s3_endpoint_url.clone().or_else(|| self.options.endpoint_url.clone()),
        );
        Client {
            cloudformation: aws_sdk_cloudformation::Client::from_conf(cloudformation),
            s3: aws_sdk_s3::Client::from_conf(s3.build()),
            cloudwatch: aws_sdk_cloudwatch::Client::new(config),
            ecr: aws_sdk_ecr::Client::new(config),
            gate: Semaphore::new(self.options.calls_at_once.max(1)),
            pace,
        }
    }

    async fn base_config(&self, region: Region) -> SdkConfig {
        let options = &self.options;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(options.connect_timeout)
            .operation_attempt_timeout(options.attempt_timeout)
            .operation_timeout(options.call_timeout);
        let retries = RetryConfig::standard()
            .with_max_attempts(options.attempts.max(1))
            .with_initial_backoff(Duration::from_millis(200))
            .with_max_backoff(Duration::from_secs(5));
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .region(region)
            .http_client(http_client(options))
            .timeout_config(timeouts.build())
            .retry_config(retries);
        if let Some(url) = &options.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if options.credentials == CredentialSource::Sandbox {
            loader = loader.credentials_provider(Credentials::new("test", "test", None, None, "sandbox"));
        }
        loader.load().await
    }
}

/// Shared by all clients. Plain HTTP needs no certificates, whose loading takes time and memory.
fn http_client(options: &CloudOptions) -> SharedHttpClient {
    let builder = aws_smithy_http_client::Builder::new().pool_idle_timeout(KEEP_IDLE);
    let plain = |url: &Option<String>| url.as_deref().is_some_and(|url| url.starts_with("http://"));
    if plain(&options.endpoint_url) && (options.s3_endpoint_url.is_none() || plain(&options.s3_endpoint_url))
    {
        return builder.build_http();
    }
    let ring = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
    builder.tls_provider(ring).build_https()
}

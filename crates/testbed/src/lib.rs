//! The real things that tests run against: a cloud, a fault proxy, a Prometheus and a PostgreSQL server, each private to the
//! test that starts it, on a port or socket of its own, and gone when its owner is dropped or dies.
//!
//! ```no_run
//! # async fn example() {
//! let cloud = testbed::Ministack::start().await; // AUTH=true, empty
//! let flaky = testbed::Microburst::before(&cloud.url()).await; // inject faults here
//! let url = testbed::postgres::database().await; // empty, in the server shared by the test run
//! # }
//! ```
//!
//! The programs come from `.tools/` in the checkout, which `make test-setup` fills. Everything here panics instead of
//! returning errors: a test without its surroundings has failed.

mod leash;
mod microburst;
mod ministack;
mod oidc;
mod patience;
mod ports;
pub mod postgres;
mod prometheus;
mod scratch;
mod tools;

pub use microburst::Microburst;
pub use ministack::{Ministack, MinistackOptions};
pub use oidc::OidcProvider;
pub use ports::free_port;
pub use postgres::Postgres;
pub use prometheus::PrometheusServer;
pub use scratch::Scratch;
pub use tools::{npm_package, tool};

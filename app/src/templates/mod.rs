//! Templates: the catalogue, and a page for each.

pub mod findings;
pub mod text;

#[cfg(feature = "ssr")]
mod catalogue;
#[cfg(feature = "ssr")]
mod drawing;
#[cfg(feature = "ssr")]
mod guidance;
#[cfg(feature = "ssr")]
mod korean;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod parameters;
#[cfg(feature = "ssr")]
mod resources;
#[cfg(feature = "ssr")]
mod topology;

#[cfg(feature = "ssr")]
pub use catalogue::CataloguePage;
pub use findings::Findings;
#[cfg(feature = "ssr")]
pub use findings::FindingsCard;
#[cfg(feature = "ssr")]
pub use korean::in_language;
#[cfg(feature = "ssr")]
pub use page::TemplatePage;
#[cfg(feature = "ssr")]
pub use topology::TopologyCard;

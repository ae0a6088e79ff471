//! The software catalogue, in the words of Backstage's descriptor format: what repositories say they hold, who owns it,
//! and how it hangs together.

mod entity;
mod reference;
mod repository;
mod service;

pub use entity::{Entity, Profile, Relation, RelationType};
pub use reference::{BadReference, DEFAULT_NAMESPACE, EntityRef};
pub use repository::{FileFinding, FileProblem, RepositoryRecord};
pub use service::{Edge, ServiceRecord};

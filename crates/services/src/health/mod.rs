//! Why services are unwell, what caps them, and how their regions differ.

mod bottlenecks;
mod causes;
mod changes;
mod place;
mod regions;
mod remedies;

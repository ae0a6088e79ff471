//! Which change most likely made a service unwell.
//!
//! Each recorded change is a suspect. What speaks for it and against it is weighed as a likelihood ratio: how much more often
//! one sees this after a change that broke something than beside one that didn't. The sum, held against the chance that
//! nothing recorded was the cause, is the score.

mod change;
mod evidence;
mod onset;
mod rank;
mod record;
mod running;
mod surroundings;
mod symptom;
#[cfg(test)]
mod tests;
mod time;
mod weigh;
mod words;

pub use change::{ChangeKind, ChangeRecord, Difference, InfrastructureChange, Touch, note_undone};
pub use evidence::{Evidence, Finding};
pub use onset::Course;
pub use rank::{MOST, Ranked, rank};
pub use record::RELEASE;
pub use surroundings::{Dependencies, History, Track};
pub use symptom::{Complaint, Onset, Pace, Symptom};

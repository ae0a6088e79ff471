//! Where a diagnostic points, when the crate only knows which entry it is about.

use super::policy::UNKNOWN_TYPE;
use crate::document::Document;
use cloudformation_validate::Diagnostic;
use yaml::Position;

/// The part of an entry that a rule is about: its section, its key.
fn part(rule: &str) -> Option<(&'static str, &'static str)> {
    match rule {
        UNKNOWN_TYPE | "E3038" => Some(("Resources", "Type")),
        "F6101" => Some(("Outputs", "Value")),
        _ => None,
    }
}

/// A closer place than the start of the entry; `None` when the diagnostic's own will do.
pub(super) fn closer(found: &Diagnostic, document: &Document) -> Option<Position> {
    let (section, key) = part(&found.rule_id)?;
    let name = &found.entity.as_ref()?.logical_id;
    let entry = document.section(section).find(|entry| entry.key == *name)?;
    entry.value.entry(key).map(|part| part.at)
}

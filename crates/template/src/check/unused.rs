use crate::document::{Document, Names};
use crate::uses;
use std::collections::HashSet;
use yaml::Findings;

/// Parameters that nothing uses: people would be asked for nothing.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    // Macros may use parameters in ways that the source does not show.
    if document.names() == Names::Anything {
        return;
    }
    let sections = document.root.entries().iter().filter(|entry| entry.key != "Metadata");
    let used: HashSet<String> =
        sections.flat_map(|entry| uses::within(&entry.value)).map(|found| found.name).collect();
    for entry in document.section("Parameters") {
        if !used.contains(&entry.key) {
            findings.info("unused-parameter", entry.at, format!("nothing uses the parameter {}", entry.key));
        }
    }
}

use crate::document::Document;
use crate::limits::{MAX_MAPPINGS, MAX_OUTPUTS, MAX_PARAMETERS, MAX_RESOURCES};
use yaml::Findings;

/// CloudFormation's quotas for one template. Macros only ever add to what the source shows.
pub(super) fn check(document: &Document, findings: &mut Findings) {
    let quotas = [
        ("Parameters", MAX_PARAMETERS),
        ("Resources", MAX_RESOURCES),
        ("Outputs", MAX_OUTPUTS),
        ("Mappings", MAX_MAPPINGS),
    ];
    for (section, most) in quotas {
        let count = document.section(section).count();
        let Some(entry) = document.root.entry(section).filter(|_| count > most) else { continue };
        let message = format!("{section} has {count} entries, and CloudFormation takes at most {most}");
        findings.error("quota", entry.at, message);
    }
}

use crate::findings::Findings;
use crate::tree::Entry;
use std::collections::HashMap;

/// Finds keys that a map has twice. No format takes them; for what is shown nevertheless the last one counts.
#[derive(Default)]
pub struct Keys {
    seen: HashMap<String, usize>,
}

impl Keys {
    pub fn push(&mut self, entries: &mut Vec<Entry>, entry: Entry, findings: &mut Findings) {
        let Some(&index) = self.seen.get(&entry.key) else {
            self.seen.insert(entry.key.clone(), entries.len());
            entries.push(entry);
            return;
        };
        let first = entries[index].at.line;
        let message = format!("{:?} is already a key of this map, on line {first}", entry.key);
        findings.error("duplicate-key", entry.at, message);
        entries[index] = entry;
    }
}

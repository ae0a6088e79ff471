use crate::limits::MAX_FINDINGS;
use crate::tree::Position;
use domain::template::{Finding, Severity};

/// Collects what is to be said about one file.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    pub fn error(&mut self, rule: &str, at: Position, message: impl Into<String>) {
        self.add(Severity::Error, rule, at, message.into(), None);
    }

    pub fn warning(&mut self, rule: &str, at: Position, message: impl Into<String>) {
        self.add(Severity::Warning, rule, at, message.into(), None);
    }

    pub fn info(&mut self, rule: &str, at: Position, message: impl Into<String>) {
        self.add(Severity::Info, rule, at, message.into(), None);
    }

    /// `resource` names what it is about within the file.
    pub fn add(
        &mut self,
        severity: Severity,
        rule: &str,
        at: Position,
        message: String,
        resource: Option<String>,
    ) {
        let finding =
            Finding { severity, rule: rule.to_owned(), message, line: at.line, column: at.column, resource };
        self.list.push(finding);
    }

    /// Moves all by lines, for what was found in a part of a file. What is about the whole file stays so.
    pub(crate) fn move_down(&mut self, lines: u32) {
        let placed = self.list.iter_mut().filter(|finding| finding.line > 0);
        placed.for_each(|finding| finding.line = finding.line.saturating_add(lines));
    }

    /// Adds words behind the messages of some.
    pub fn remark(&mut self, more: impl Fn(&Finding) -> Option<&'static str>) {
        for finding in &mut self.list {
            if let Some(words) = more(finding) {
                finding.message.push_str(words);
            }
        }
    }

    pub fn append(&mut self, more: Findings) {
        self.list.extend(more.list);
    }

    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.list.iter().filter(|finding| finding.severity == Severity::Error)
    }

    /// In the order of the source, the worst first within a place, each once. Of too many, the worst are kept.
    pub fn into_sorted(self) -> Vec<Finding> {
        let mut list = self.list;
        list.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        list.truncate(MAX_FINDINGS);
        list.sort_by(|a, b| {
            let place = (a.line, a.column).cmp(&(b.line, b.column));
            place
                .then(b.severity.cmp(&a.severity))
                .then_with(|| a.rule.cmp(&b.rule))
                .then_with(|| a.message.cmp(&b.message))
        });
        list.dedup();
        list
    }
}

//! Lines inside of quotes and brackets, pushed to the right where the parser wants them farther in.

use saphyr_parser::ScanError;
use std::collections::HashSet;

/// More than any block is indented, so that one push is always enough.
const PUSH: usize = 256;

/// A text with some lines pushed to the right. White space at the start of those lines means nothing: quoted text folds
/// it away, and brackets don't care.
pub struct Indented {
    text: String,
    /// Numbers of the pushed lines, from 1.
    pushed: HashSet<usize>,
}

impl Indented {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), pushed: HashSet::new() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that were added at the start of a line.
    pub fn added(&self, line: usize) -> usize {
        if self.pushed.contains(&line) { PUSH } else { 0 }
    }

    /// Pushes what the parser complains about; `false` when nothing was pushed and a new attempt is of no use.
    pub fn repair(&mut self, error: &ScanError) -> bool {
        let line = error.marker().line();
        let lines = match error.info() {
            "invalid indentation" | "invalid indentation in flow construct" => line..=line,
            "invalid indentation in quoted scalar" => {
                line + 1..=self.end_of_quotes(line, error.marker().col())
            }
            _ => return false,
        };
        let fresh: HashSet<usize> = lines.filter(|line| !self.pushed.contains(line)).collect();
        if fresh.is_empty() {
            return false;
        }
        let numbered = self.text.split_inclusive('\n').enumerate();
        let push = |(index, line): (usize, &str)| match fresh.contains(&(index + 1)) {
            true => " ".repeat(PUSH) + line,
            false => line.to_owned(),
        };
        self.text = numbered.map(push).collect();
        self.pushed.extend(fresh);
        true
    }

    /// The last line of the quoted text that starts at a place.
    fn end_of_quotes(&self, line: usize, column: usize) -> usize {
        let start = self.text.split_inclusive('\n').nth(line.saturating_sub(1)).unwrap_or_default();
        let skipped: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let offset = start.char_indices().nth(column).map_or(0, |(offset, _)| offset);
        let mut rest = self.text[skipped + offset..].chars();
        let quote = rest.next();
        let mut end = line;
        while let Some(c) = rest.next() {
            match c {
                '\n' => end += 1,
                '\\' if quote == Some('"') => end += usize::from(rest.next() == Some('\n')),
                // A doubled quote ends here and starts again at once; both ways the last line is found.
                _ if Some(c) == quote && rest.as_str().chars().next() == quote => {
                    rest.next();
                }
                _ if Some(c) == quote => return end,
                _ => {}
            }
        }
        end
    }
}

//! Where the thing began that broke off: the parser only notices at its end, often many lines further down.

use crate::tree::Position;

/// What to say about the origin of a syntax error, and where; nothing when it is on the error's own line.
pub fn of(text: &str, error: &str, at: Position, innermost: Option<Position>) -> Option<(Position, String)> {
    let found = if error.contains("trailing content after") {
        opening_quote(text, at).map(|from| (from, "the quote that opens here is only closed on"))
    } else if error.contains("simple key") {
        last_line(text, at).map(|from| (from, "there is no ':' on this line, which is missed on"))
    } else {
        let bracket = innermost.filter(|from| matches!(char_at(text, *from), Some('{' | '[')));
        bracket.map(|from| (from, "the bracket that opens here is still open on"))
    };
    let (from, what) = found.filter(|(from, _)| from.line < at.line)?;
    Some((from, format!("{what} line {}", at.line)))
}

/// The tab that indents a line, when the parser names the text before it.
pub fn tab(text: &str, error: &str, at: Position) -> Option<Position> {
    if !error.contains("found a tab") {
        return None;
    }
    let lines = text.lines().enumerate().skip(index(at.line));
    let mut tabs = lines.filter_map(|(index, line)| {
        let indent = line.len() - line.trim_start().len();
        line[..indent].find('\t').map(|column| Position::new(index + 1, column + 1))
    });
    tabs.find(|tab| *tab >= at)
}

/// The quote that opens the text which is closed right before a place. Within, there is no other.
fn opening_quote(text: &str, at: Position) -> Option<Position> {
    let before = &text[..offset(text, at)?];
    let closing = before.rfind(['"', '\''])?;
    let quote = before[closing..].chars().next()?;
    let is_escaped = |index: usize| quote == '"' && before[..index].ends_with('\\');
    let opening = before[..closing].rmatch_indices(quote).map(|(index, _)| index);
    let opening = opening.into_iter().find(|index| !is_escaped(*index))?;
    Some(position(text, opening))
}

/// The start of the last line before a place that says anything.
fn last_line(text: &str, at: Position) -> Option<Position> {
    let lines: Vec<&str> = text.lines().take(index(at.line)).collect();
    let says = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let last = lines.iter().rposition(says)?;
    Some(Position::new(last + 1, lines[last].chars().take_while(|c| c.is_whitespace()).count() + 1))
}

fn char_at(text: &str, at: Position) -> Option<char> {
    text[offset(text, at)?..].chars().next()
}

fn index(line: u32) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1)
}

fn offset(text: &str, at: Position) -> Option<usize> {
    let start: usize = text.split_inclusive('\n').take(index(at.line)).map(str::len).sum();
    let line = text.get(start..)?.split_inclusive('\n').next().unwrap_or_default();
    let inner = line.char_indices().nth(index(at.column)).map_or(line.len(), |(inner, _)| inner);
    Some(start + inner)
}

fn position(text: &str, offset: usize) -> Position {
    let before = &text[..offset];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    Position::new(before.matches('\n').count() + 1, column + 1)
}

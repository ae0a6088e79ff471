//! From bytes to text.

use crate::findings::Findings;
use crate::tree::Position;

/// The text of a file without its byte order mark, or a finding that says why there is none.
pub fn text<'a>(source: &'a [u8], findings: &mut Findings) -> Option<&'a str> {
    match std::str::from_utf8(source) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let (at, message) = not_utf8(source, error.valid_up_to());
            findings.error("not-utf8", at, message);
            None
        }
    }
}
fn not_utf8(source: &[u8], valid: usize) -> (Position, String) {
    if source.starts_with(&[0xff, 0xfe]) || source.starts_with(&[0xfe, 0xff]) {
        return (Position::new(1, 1), "the file is in UTF-16: save it as UTF-8".to_owned());
    }
    let before = String::from_utf8_lossy(&source[..valid]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let byte = source.get(valid).copied().unwrap_or_default();
    (Position::new(line, column), format!("the byte 0x{byte:02x} is not UTF-8: save the file as UTF-8"))
}

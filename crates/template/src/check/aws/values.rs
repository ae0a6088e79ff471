//! Values that a schema does not list. The crate only warns of them, since AWS adds new ones all the time.

use cloudformation_validate::Diagnostic;

/// The rule about values that are not listed.
const RULE: &str = "W3030";

/// Lists as short as this are choices by design, and hardly ever grow.
const SHORT: usize = 3;

/// Whether AWS will refuse the value all the same: a listed one in wrong letters, or none of two or three plain words.
pub(super) fn is_certain(found: &Diagnostic) -> bool {
    if found.rule_id != RULE {
        return false;
    }
    let Some((value, listed)) = found.message.split_once(" is not one of [") else { return false };
    let value = value.trim_matches('\'');
    let listed: Vec<&str> = listed.split('\'').skip(1).step_by(2).collect();
    let is_word = |text: &&str| !text.bytes().any(|b| b.is_ascii_digit());
    let is_choice = (2..=SHORT).contains(&listed.len()) && listed.iter().all(is_word);
    is_choice || listed.iter().any(|known| known.eq_ignore_ascii_case(value))
}

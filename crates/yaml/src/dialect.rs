use crate::findings::Findings;
use crate::tree::{Node, Position};

/// What a format makes of YAML where YAML leaves a choice. The defaults are those of YAML 1.2.
pub trait Dialect {
    /// What an unquoted, untagged word is kept as.
    fn word<'t>(&self, text: &'t str) -> &'t str {
        text
    }

    /// A value under a tag of the file's own: `!Ref x`.
    fn tagged(&self, _tag: &str, _at: Position, node: Node, _findings: &mut Findings) -> Node {
        node
    }

    /// Says what there is to say about a value that an alias repeats.
    fn repeated(&self, _at: Position, _findings: &mut Findings) {}

    /// Says what there is to say about keys that `<<` brings in.
    fn merged(&self, _at: Position, _findings: &mut Findings) {}

    /// The text of a key that is a list or a map; `None` when a file with one cannot be read.
    fn key(&self, _node: &Node) -> Option<String> {
        None
    }

    /// Why there must be no second document; `None` when there may be any number.
    fn only_one(&self) -> Option<&'static str> {
        None
    }

    /// Whether control characters within are taken as they are.
    fn takes_control_characters(&self) -> bool {
        false
    }
}

//! JSON with places. YAML parsers stumble over its tabs, and serde_json keeps neither places nor numbers as written.

use crate::Broken;
use crate::findings::Findings;
use crate::keys::Keys;
use crate::limits::MAX_DEPTH;
use crate::tree::{Entry, Node, Position, Value};

/// The tree of one JSON document.
pub fn parse(text: &str, findings: &mut Findings) -> Result<Node, Broken> {
    let mut parser = Parser { text, offset: 0, line: 1, column: 1, findings };
    parser.skip_space();
    let node = parser.value(0)?;
    parser.skip_space();
    match parser.peek() {
        None => Ok(node),
        Some(other) => {
            Err(parser.broken(format!("nothing may follow the closing brace, but there is {other:?}")))
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
    column: usize,
    findings: &'a mut Findings,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, Broken> {
        let at = self.at();
        if depth > MAX_DEPTH {
            return Err(Broken::too_deep(at));
        }
        let value = match self.peek() {
            Some('{') => self.map(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Value::Scalar(self.string()?),
            Some(c) if c == '-' || c.is_ascii_alphanumeric() => return self.word(),
            Some(other) => return Err(self.broken(format!("expected a value, but there is {other:?}"))),
            None => return Err(self.broken("expected a value, but the file ends".to_owned())),
        };
        Ok(Node::new(at, value))
    }

    fn map(&mut self, depth: usize) -> Result<Value, Broken> {
        self.bump();
        let mut entries = Vec::new();
        let mut keys = Keys::default();
        self.skip_space();
        if self.eat('}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.skip_space();
            let at = self.at();
            if self.peek() != Some('"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.eat(':') {
                return Err(self.expected("':'"));
            }
            self.skip_space();
            let value = self.value(depth + 1)?;
            keys.push(&mut entries, Entry { key, at, value }, self.findings);
            self.skip_space();
            if self.eat('}') {
                return Ok(Value::Map(entries));
            }
            if !self.eat(',') {
                return Err(self.expected("',' or '}'"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Broken> {
        self.bump();
        let mut items = Vec::new();
        self.skip_space();
        if self.eat(']') {
            return Ok(Value::List(items));
        }
        loop {
            self.skip_space();
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.eat(']') {
                return Ok(Value::List(items));
            }
            if !self.eat(',') {
                return Err(self.expected("',' or ']'"));
            }
        }
    }

    /// `true`, `false`, `null` or a number, kept as written.
    fn word(&mut self) -> Result<Node, Broken> {
        let at = self.at();
        let rest = &self.text[self.offset..];
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        word.chars().for_each(|_| self.bump());
        match word {
            "null" => Ok(Node::new(at, Value::Null)),
            "true" | "false" => Ok(Node::word(at, word)),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => Ok(Node::word(at, word)),
            _ => Err(Broken { rule: RULE, at, message: format!("{word:?} needs double quotes") }),
        }
    }

    fn string(&mut self) -> Result<String, Broken> {
        let start = self.at();
        self.bump();
        let mut text = String::new();
        loop {
            match self.peek() {
                None => {
                    return Err(Broken {
                        rule: RULE,
                        at: start,
                        message: "this text is never closed".to_owned(),
                    });
                }
                Some('"') => {
                    self.bump();
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape()?),
                Some('\n' | '\r') => {
                    return Err(self.broken("a line break inside a text must be written \\n".to_owned()));
                }
                Some(c) => {
                    text.push(c);
                    self.bump();
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let at = self.at();
        self.bump();
        let letter = self.peek().unwrap_or(' ');
        self.bump();
        Ok(match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unicode(at)?,
            _ => return Err(Broken { rule: RULE, at, message: format!("\\{letter} is no escape of JSON") }),
        })
    }

    /// A lone half of a surrogate pair stands for no character, and becomes the replacement character.
    fn unicode(&mut self, at: Position) -> Result<char, Broken> {
        let high = self.hex4(at)?;
        if !(0xd800..0xdc00).contains(&high) || !self.text[self.offset..].starts_with("\\u") {
            return Ok(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.bump();
        self.bump();
        let low = self.hex4(at)?;
        let paired = 0x10000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00);
        let is_low = (0xdc00..0xe000).contains(&low);
        Ok(char::from_u32(paired).filter(|_| is_low).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex4(&mut self, at: Position) -> Result<u32, Broken> {
        let digits =
            self.text.get(self.offset..self.offset + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| Broken {
            rule: RULE,
            at,
            message: "\\u takes four hexadecimal digits".to_owned(),
        })?;
        (0..4).for_each(|_| self.bump());
        Ok(code)
    }

    fn at(&self) -> Position {
        Position::new(self.line, self.column)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.offset..].chars().next()
    }

    fn bump(&mut self) {
        let Some(c) = self.peek() else { return };
        self.offset += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.bump();
        }
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.bump();
        }
    }

    fn expected(&self, what: &str) -> Broken {
        match self.peek() {
            Some(found) => self.broken(format!("expected {what}, but there is {found:?}")),
            None => self.broken(format!("expected {what}, but the file ends")),
        }
    }

    fn broken(&self, message: String) -> Broken {
        Broken { rule: RULE, at: self.at(), message }
    }
}

const RULE: &str = "json-syntax";

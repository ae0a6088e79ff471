//! Text that leaves the portal: what a workflow or the cloud has said of a failure may hold anything.

/// Channels cut longer ones, in the middle of words.
const LONGEST: usize = 500;
/// What stands for a secret.
const HIDDEN: &str = "••••";

/// How the well-known kinds of tokens begin, and how many more characters make one.
const TOKENS: [(&str, usize); 14] = [
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
    ("slipway_", 32),
    ("whsec_", 24),
    ("AKIA", 16),
    ("ASIA", 16),
    ("eyJ", 32),
];

/// Words whose value is nobody's business: what follows `=` or `:`.
const NAMES: [&str; 9] =
    ["password", "passwd", "secret", "token", "apikey", "api_key", "api-key", "access_key", "authorization"];

/// The text on one line, without control characters and without what looks like a secret, cut to what fits everywhere.
pub fn plain(text: &str) -> String {
    let clean = without_keys(&without_controls(text));
    let (mut words, mut hide_next) = (Vec::new(), false);
    for word in clean.split_whitespace() {
        let (shown, next) = if hide_next { hidden_value(word) } else { shown(word) };
        words.push(shown);
        hide_next = next;
    }
    cut(&words.join(" "))
}

/// Colours and cursors of terminals, and what turns text round, say nothing to anybody.
fn without_controls(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\u{1b}' if characters.peek() == Some(&'[') => {
                characters.next();
                while characters.next().is_some_and(|next| !('@'..='~').contains(&next)) {}
            }
            '\n' | '\r' | '\t' => clean.push(' '),
            _ if character.is_control() || is_invisible(character) => {}
            _ => clean.push(character),
        }
    }
    clean
}

/// Private keys and certificates go over many words; one that breaks off is a key all the same.
fn without_keys(text: &str) -> String {
    let (mut clean, mut rest) = (String::new(), text);
    while let Some((before, key)) = rest.split_once("-----BEGIN") {
        clean.push_str(before);
        clean.push_str(HIDDEN);
        let end = key.split_once("-----END").and_then(|(_, end)| end.split_once("-----"));
        rest = end.map_or("", |(_, after)| after);
    }
    clean + rest
}

/// Whether a character takes no ink, or turns the text around it.
pub fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A word as it may be seen, and whether the next one is a secret's value.
fn shown(word: &str) -> (String, bool) {
    if let Some(hidden) = without_credentials(word) {
        return (hidden, false);
    }
    if let Some((name, value)) = word.split_once(['=', ':'])
        && is_secrets_name(name)
    {
        let sign = &word[name.len()..=name.len()];
        return match value.trim_matches(['"', '\'']).is_empty() {
            true => (word.to_owned(), true),
            false => (format!("{name}{sign}{HIDDEN}"), false),
        };
    }
    if word.eq_ignore_ascii_case("bearer") {
        return (word.to_owned(), true);
    }
    if looks_secret(word) { (HIDDEN.to_owned(), false) } else { (word.to_owned(), false) }
}

/// `Authorization: Bearer …` has its value one word later.
fn hidden_value(word: &str) -> (String, bool) {
    let scheme = ["bearer", "basic", "token"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
    if scheme { (word.to_owned(), true) } else { (HIDDEN.to_owned(), false) }
}

fn is_secrets_name(name: &str) -> bool {
    let name = name.trim_matches(['"', '\'', '{', '(', ',', '-']).to_ascii_lowercase();
    NAMES.iter().any(|known| name.ends_with(known))
}

/// The password in an address: `https://user:password@host`.
fn without_credentials(word: &str) -> Option<String> {
    let (scheme, rest) = word.split_once("://")?;
    let authority = rest.split('/').next()?;
    let (_, host) = authority.rsplit_once('@')?;
    Some(format!("{scheme}://{HIDDEN}@{host}{}", &rest[authority.len()..]))
}

/// A token of a known kind, or a long word of mixed letters and digits. Digests and commits are neither: they are
/// hexadecimal.
fn looks_secret(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_+/=.".contains(c);
    let bare = word.trim_matches(|c: char| !is_part(c));
    let known = TOKENS.iter().any(|(start, more)| {
        let found = bare.find(start).map(|place| &bare[place + start.len()..]);
        let length = |rest: &str| rest.chars().take_while(|c| is_part(*c)).count();
        found.is_some_and(|rest| length(rest) >= *more)
    });
    known || longest_run(bare).is_some_and(is_random)
}

/// The longest stretch that could be a key in base64; dots and slashes make names and paths of it.
fn longest_run(word: &str) -> Option<&str> {
    let parts = word.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c)));
    parts.filter(|part| part.len() >= 32).max_by_key(|part| part.len())
}

fn is_random(run: &str) -> bool {
    let has = |test: fn(char) -> bool| run.chars().any(test);
    let path = run.matches('/').count() > 3;
    let mixed =
        has(|c| c.is_ascii_uppercase()) && has(|c| c.is_ascii_lowercase()) && has(|c| c.is_ascii_digit());
    mixed && !path
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let whole = text[..end].rfind(' ').filter(|place| end - place < 40).unwrap_or(end);
            format!("{}…", &text[..whole])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_one_line_without_controls_or_secrets() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----";
        let table = [
            ("exit code 1", "exit code 1"),
            ("\u{1b}[31merror\u{1b}[0m: it\r\nbroke\u{7}\u{0}", "error: it broke"),
            ("safe \u{202e}txt.exe\u{200b}", "safe txt.exe"),
            (
                "HTTP 500 from https://api.example.com/health?x=1",
                "HTTP 500 from https://api.example.com/health?x=1",
            ),
            ("pull https://bot:hunter2@git.example.com/a.git", "pull https://••••@git.example.com/a.git"),
            ("used ghp_0123456789abcdefABCDEF0123456789abcd here", "used •••• here"),
            ("(github_pat_11ABCDEFG0123456789_abcdefghijkl)", "••••"),
            ("key AKIAIOSFODNN7EXAMPLE is off", "key •••• is off"),
            ("wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12 leaked", "•••• leaked"),
            ("DB_PASSWORD=hunter2 retry=3", "DB_PASSWORD=•••• retry=3"),
            ("{\"token\": \"abc\", \"n\": 1}", "{\"token\": •••• \"n\": 1}"),
            ("Authorization: Bearer abc.def tries", "Authorization: Bearer •••• tries"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2ln", "••••"),
            (key, "••••"),
            ("got -----BEGIN PRIVATE KEY----- MIIE", "got ••••"),
            // Digests, commits and names are for people.
            (
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            ),
            (
                "arn:aws:iam::123456789012:role/SlipwayDeploymentRole",
                "arn:aws:iam::123456789012:role/SlipwayDeploymentRole",
            ),
            ("리전이 응답하지 않습니다", "리전이 응답하지 않습니다"),
        ];
        for (text, expected) in table {
            assert_eq!(plain(text), expected, "{text:?}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_words() {
        let long = "word ".repeat(300);
        let cut = plain(&long);
        assert!(cut.chars().count() <= LONGEST + 1 && cut.ends_with("word…"), "{cut}");
        assert_eq!(plain(&"한".repeat(600)).chars().count(), LONGEST + 1);
    }
}

use std::collections::BTreeMap;

/// What a script would write, and what it would end with, as far as can be told without running it: `echo` writes its
/// words, and the first `exit` with another number than 0 ends it.
pub fn played(script: &str, env: &BTreeMap<String, String>) -> (Vec<String>, i32) {
    let mut log = heading(script, env);
    for line in script.lines().map(str::trim) {
        if let Some(code) = exit_code(line) {
            log.push(failed(code));
            return (log, code);
        }
        log.extend(echoed(line, env));
    }
    (log, 0)
}

/// What GitHub writes before a script runs.
pub fn heading(script: &str, env: &BTreeMap<String, String>) -> Vec<String> {
    let mut log = vec![format!("##[group]Run {}", script.lines().next().unwrap_or_default())];
    log.extend(script.lines().map(str::to_owned));
    log.push("shell: /usr/bin/bash -e {0}".to_owned());
    log.extend(env.iter().map(|(name, value)| format!("  {name}: {value}")));
    log.push("##[endgroup]".to_owned());
    log
}

/// GitHub's last line of a step that failed.
pub fn failed(code: i32) -> String {
    format!("##[error]Process completed with exit code {code}.")
}

fn exit_code(line: &str) -> Option<i32> {
    let code = line.strip_prefix("exit ")?.trim().parse().ok()?;
    (code != 0).then_some(code)
}

fn echoed(line: &str, env: &BTreeMap<String, String>) -> Option<String> {
    let words = line.strip_prefix("echo ").filter(|words| !words.contains('>'))?.trim();
    let quoted = |mark: char| words.strip_prefix(mark).and_then(|words| words.strip_suffix(mark));
    match quoted('\'') {
        Some(plain) => Some(plain.to_owned()),
        None => Some(expanded(quoted('"').unwrap_or(words), env)),
    }
}

/// Variables that nobody has set stay as they are.
fn expanded(words: &str, env: &BTreeMap<String, String>) -> String {
    let mut names: Vec<&String> = env.keys().collect();
    // `$STAGE` must not eat the beginning of `$STAGE_NAME`.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.into_iter().fold(words.to_owned(), |words, name| {
        words.replace(&format!("${{{name}}}"), &env[name]).replace(&format!("${name}"), &env[name])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> BTreeMap<String, String> {
        BTreeMap::from([
            ("STAGE".to_owned(), "prod".to_owned()),
            ("STAGE_NAME".to_owned(), "production".to_owned()),
        ])
    }

    #[test]
    fn echo_writes_its_words() {
        let script = "echo \"$STAGE and ${STAGE_NAME}\"\necho '$STAGE'\necho a=b >> $GITHUB_OUTPUT\nexit 0";
        let (log, code) = played(script, &env());
        assert_eq!(code, 0);
        assert!(log.contains(&"##[group]Run echo \"$STAGE and ${STAGE_NAME}\"".to_owned()));
        assert_eq!(log[log.len() - 2..], ["prod and production", "$STAGE"]);
    }

    #[test]
    fn exit_ends_a_script() {
        let (log, code) = played("echo before\n  exit 3\necho after", &env());
        assert_eq!(code, 3);
        assert_eq!(log[log.len() - 2..], ["before", "##[error]Process completed with exit code 3."]);
    }
}

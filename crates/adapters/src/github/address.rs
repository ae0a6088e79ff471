//! Paths of GitHub's API.

use services::ports::PipelineError;

/// The path of a repository: `/repos/acme/api`. A name that GitHub could not have given is refused, so that nothing in it
/// changes the path.
pub(super) fn repository(name: &str) -> Result<String, PipelineError> {
    let sound = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !part.is_empty() && part.bytes().all(plain) && part != "." && part != ".."
    };
    match name.split_once('/') {
        Some((owner, repository)) if sound(owner) && sound(repository) => Ok(format!("/repos/{name}")),
        _ => Err(PipelineError::Refused(format!("{name:?} is not the name of a repository, owner/name"))),
    }
}

/// The path of a run or job, whose ids are numbers.
pub(super) fn numbered(repository_name: &str, kind: &str, id: &str) -> Result<String, PipelineError> {
    match !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(format!("{}/actions/{kind}/{id}", repository(repository_name)?)),
        false => Err(PipelineError::NotFound(format!("{id:?} of {repository_name}"))),
    }
}

/// One part of a path, or a value of a query.
pub(super) fn part(text: &str) -> String {
    text.bytes().map(escaped).collect()
}

/// A path of several parts.
pub(super) fn parts(path: &str) -> String {
    path.split('/').filter(|piece| !piece.is_empty()).map(part).collect::<Vec<_>>().join("/")
}

fn escaped(byte: u8) -> String {
    match byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_changes_the_path() {
        assert_eq!(repository("acme/live-api.v2"), Ok("/repos/acme/live-api.v2".to_owned()));
        for bad in ["", "acme", "acme/", "/api", "acme/..", "acme/a/b", "acme/a?x", "acme/a%2f"] {
            assert!(repository(bad).is_err(), "{bad}");
        }
        assert!(numbered("acme/api", "runs", "12/../3").is_err());
        assert_eq!(part("feature/a b&c"), "feature%2Fa%20b%26c");
        assert_eq!(parts(".github/workflows/über.yml"), ".github/workflows/%C3%BCber.yml");
    }
}

//! Patterns over the names of repositories, and over paths in them.

use globset::{GlobBuilder, GlobMatcher};

/// What makes a text a pattern.
const SIGNS: [char; 4] = ['*', '?', '[', '{'];

/// An entry of `github.repositories`: one repository, `acme/live-api`, or all whose names fit, `acme/*`.
#[derive(Clone, Debug)]
pub struct RepositoryPattern {
    text: String,
    /// `None`: it names one.
    pattern: Option<GlobMatcher>,
}

/// Why an entry names nothing. Each is one sentence for whoever configures the portal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    #[error("{0:?} is neither owner/name nor a pattern over both, such as acme/*")]
    Shape(String),
    #[error("{text:?} is no pattern: {why}")]
    Pattern { text: String, why: String },
}

impl RepositoryPattern {
    /// # Errors
    /// When it can be no repository's name, and no pattern over them.
    pub fn parse(text: &str) -> Result<Self, BadPattern> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let good =
            |part: &str| !part.is_empty() && part.bytes().all(|b| plain(b) || b"*?[]!{,}".contains(&b));
        let Some((owner, name)) = text.split_once('/').filter(|(owner, name)| good(owner) && good(name))
        else {
            return Err(BadPattern::Shape(text.to_owned()));
        };
        if !is_pattern(owner) && !is_pattern(name) {
            return Ok(RepositoryPattern { text: text.to_owned(), pattern: None });
        }
        let wrong = |why| BadPattern::Pattern { text: text.to_owned(), why };
        let pattern = compiled(text, false).map_err(wrong)?;
        Ok(RepositoryPattern { text: text.to_owned(), pattern: Some(pattern) })
    }

    /// The one repository that it names.
    pub fn name(&self) -> Option<&str> {
        self.pattern.is_none().then_some(&self.text)
    }

    /// The owner whose repositories it is about; `None`: any.
    pub fn owner(&self) -> Option<&str> {
        let (owner, _) = self.text.split_once('/')?;
        (!is_pattern(owner)).then_some(owner)
    }

    /// GitHub's names do not heed case.
    pub fn fits(&self, repository: &str) -> bool {
        match &self.pattern {
            None => self.text.eq_ignore_ascii_case(repository),
            Some(pattern) => pattern.is_match(repository),
        }
    }
}

/// Whether a location's target stands for several files.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(SIGNS)
}

/// Those of a repository's files that fit a pattern; `*` stays within a folder, `**` does not.
pub(super) fn matching(pattern: &str, files: &[String]) -> Result<Vec<String>, String> {
    let pattern = compiled(pattern, true)?;
    Ok(files.iter().filter(|file| pattern.is_match(file)).cloned().collect())
}

fn compiled(pattern: &str, case_sensitive: bool) -> Result<GlobMatcher, String> {
    let mut builder = GlobBuilder::new(pattern);
    builder.literal_separator(true).case_insensitive(!case_sensitive);
    let glob = builder.build().map_err(|error| error.kind().to_string())?;
    Ok(glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_name_one_repository_or_all_that_fit() {
        let fits = |entry: &str, names: &[&str]| -> Vec<String> {
            let pattern = RepositoryPattern::parse(entry).expect("an entry");
            let fitting = names.iter().filter(|name| pattern.fits(name));
            fitting.map(|name| (*name).to_owned()).collect()
        };
        let all = ["acme/live-api", "Acme/Player", "acme/live-web", "other/live-api"];
        for (entry, expected) in [
            ("acme/live-api", &["acme/live-api"][..]),
            ("ACME/*", &["acme/live-api", "Acme/Player", "acme/live-web"]),
            ("acme/live-*", &["acme/live-api", "acme/live-web"]),
            ("*/live-api", &["acme/live-api", "other/live-api"]),
            ("acme/live-[aw]??", &["acme/live-api", "acme/live-web"]),
            ("acme/{player,live-web}", &["Acme/Player", "acme/live-web"]),
            ("{acme,other}/live-api", &["acme/live-api", "other/live-api"]),
            ("acme/none-*", &[]),
        ] {
            assert_eq!(fits(entry, &all), expected, "{entry}");
        }
        let owner = |entry: &str| RepositoryPattern::parse(entry).expect("one").owner().map(str::to_owned);
        assert_eq!((owner("acme/*").as_deref(), owner("*/api")), (Some("acme"), None));
        for bad in ["", "acme", "acme/", "/x", "acme/a/b", "acme/**/x", "acme/[x", "acme/{x", "acme/a b", "*"]
        {
            assert!(RepositoryPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn patterns_of_paths_stay_within_folders_unless_they_say_so() {
        let files = ["services/a/x.yaml", "services/b/x.yaml", "services/b/c/x.yaml", "x.yaml"];
        let files = files.map(str::to_owned);
        let found = |pattern: &str| matching(pattern, &files).map(|found| found.len());
        assert_eq!((found("services/*/x.yaml"), found("**/x.yaml")), (Ok(2), Ok(4)));
        assert_eq!((found("services/?/x.yaml"), found("*.yaml")), (Ok(2), Ok(1)));
        assert_eq!((found("services/{a,b/c}/x.yaml"), found("none/*")), (Ok(2), Ok(0)));
        assert!(found("services/{a").is_err());
    }
}

//! Which repositories the catalogue has: those that the configuration names, and those that its patterns have found, as the
//! store knows them on every replica.

use super::pattern::RepositoryPattern;
use crate::Portal;
use crate::ports::{KnownRepository, PipelineError, RepositoryEntry};
use domain::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How long what the store said counts as new.
const FRESH_MILLIS: i64 = 10_000;

/// One repository of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Watched {
    pub repository: String,
    /// A pattern has found it; otherwise the configuration names it.
    pub found: bool,
    /// It is not there any more. What it said last is kept, and it is not asked.
    pub vanished: bool,
}

/// What was last known.
#[derive(Default)]
pub(crate) struct KnownRepositories(Mutex<Option<(Timestamp, Arc<Vec<Watched>>)>>);

impl KnownRepositories {
    fn get(&self) -> Option<(Timestamp, Arc<Vec<Watched>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, at: Timestamp, watched: &Arc<Vec<Watched>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((at, Arc::clone(watched)));
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What patterns have found, owner by owner. An owner whose repositories could not be listed is not among them.
pub(crate) type Found = BTreeMap<Option<String>, Vec<RepositoryEntry>>;

impl Portal {
    /// The repositories of the catalogue, as far as they are known. Those that the configuration names come first.
    pub(crate) async fn watched(&self) -> Arc<Vec<Watched>> {
        let patterns = self.patterns();
        let named = named(&patterns);
        if patterns.iter().all(|pattern| pattern.name().is_some()) {
            return Arc::new(named);
        }
        let (now, known) = (self.now(), self.repositories_known.get());
        if let Some((at, watched)) = &known
            && now.since(*at) < FRESH_MILLIS
        {
            return Arc::clone(watched);
        }
        match self.store.catalog_repositories().await {
            Ok(kept) => {
                let watched = Arc::new(with_found(named, kept, &patterns));
                self.repositories_known.put(now, &watched);
                watched
            }
            Err(error) => {
                tracing::warn!(%error, "which repositories were found is not known");
                known.map_or_else(|| Arc::new(named), |(_, watched)| watched)
            }
        }
    }

    /// What the configuration says. What is wrong in it was told at the start.
    pub(crate) fn patterns(&self) -> Vec<RepositoryPattern> {
        let entries = self.settings.repositories.iter();
        entries.filter_map(|entry| RepositoryPattern::parse(entry).ok()).collect()
    }

    /// Asks GitHub which repositories there are, once for each owner that patterns speak of. When one of them could not be
    /// listed, the reason comes along.
    pub(crate) async fn list_repositories(
        &self,
        patterns: &[RepositoryPattern],
    ) -> (Found, Option<PipelineError>) {
        let (mut found, mut failed) = (Found::new(), None);
        let owners = patterns.iter().filter(|pattern| pattern.name().is_none());
        let owners: BTreeSet<Option<String>> =
            owners.map(|pattern| pattern.owner().map(str::to_ascii_lowercase)).collect();
        for owner in owners {
            match self.pipelines.repositories(owner.as_deref()).await {
                Ok(entries) => drop(found.insert(owner, entries)),
                Err(error) => {
                    let of = owner.as_deref().unwrap_or("all owners");
                    tracing::warn!(%error, "the repositories of {of} cannot be listed");
                    failed = Some(error);
                }
            }
        }
        (found, failed)
    }
}

fn named(patterns: &[RepositoryPattern]) -> Vec<Watched> {
    let names = patterns.iter().filter_map(RepositoryPattern::name);
    names.map(|name| Watched { repository: name.to_owned(), found: false, vanished: false }).collect()
}

/// A repository that the configuration names, too, is there once; one that no pattern fits any more, not at all.
fn with_found(
    mut watched: Vec<Watched>,
    kept: Vec<KnownRepository>,
    patterns: &[RepositoryPattern],
) -> Vec<Watched> {
    for KnownRepository { repository, vanished } in kept {
        let named = watched.iter().any(|it| it.repository.eq_ignore_ascii_case(&repository));
        if !named && patterns.iter().any(|pattern| pattern.fits(&repository)) {
            watched.push(Watched { repository, found: true, vanished });
        }
    }
    watched
}

/// What to make of a repository that a pattern has found once, now that there are newer lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    There,
    /// It was archived, is gone, or is hidden from the portal.
    Vanished(String),
    /// Those who would have listed it could not be asked.
    Unknown,
}

pub(crate) fn standing(repository: &str, patterns: &[RepositoryPattern], found: &Found) -> Standing {
    let owners = patterns.iter().filter(|pattern| pattern.name().is_none() && pattern.fits(repository));
    let mut asked = false;
    for owner in owners.map(|pattern| pattern.owner().map(str::to_ascii_lowercase)) {
        let Some(entries) = found.get(&owner) else { continue };
        asked = true;
        match entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(repository)) {
            Some(entry) if entry.archived => {
                return Standing::Vanished("it is archived on GitHub".to_owned());
            }
            Some(_) => return Standing::There,
            None => {}
        }
    }
    match asked {
        true => {
            Standing::Vanished("it is gone from GitHub, or the portal may not see it any more".to_owned())
        }
        false => Standing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_vanish_only_when_somebody_could_say_so() {
        let patterns =
            ["acme/*", "other/*", "acme/one"].map(|text| RepositoryPattern::parse(text).expect("one"));
        let entry = |name: &str, archived| RepositoryEntry { name: name.to_owned(), archived };
        let found: Found =
            [(Some("acme".to_owned()), vec![entry("Acme/api", false), entry("acme/old", true)])].into();
        let of = |name: &str| standing(name, &patterns, &found);
        assert_eq!(of("acme/api"), Standing::There);
        assert!(matches!(of("acme/old"), Standing::Vanished(why) if why.contains("archived")));
        assert!(matches!(of("acme/gone"), Standing::Vanished(why) if why.contains("gone")));
        assert_eq!(of("other/x"), Standing::Unknown, "its owner could not be asked");
    }

    #[test]
    fn what_the_configuration_names_comes_first_and_once() {
        let patterns = ["acme/one", "acme/*"].map(|text| RepositoryPattern::parse(text).expect("one"));
        let kept = ["acme/One", "acme/two", "else/three"];
        let kept =
            kept.map(|name| KnownRepository { repository: name.to_owned(), vanished: name == "acme/two" });
        let watched = with_found(named(&patterns), kept.to_vec(), &patterns);
        let shown: Vec<_> =
            watched.iter().map(|it| (it.repository.as_str(), it.found, it.vanished)).collect();
        assert_eq!(shown, [("acme/one", false, false), ("acme/two", true, true)]);
    }
}

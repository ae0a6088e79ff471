//! Looking into a repository.

use super::pattern::{is_pattern, matching};
use crate::Portal;
use crate::declared::{self, FILE};
use crate::ports::{FileList, PipelineError};
use domain::catalog::{Entity, FileFinding, FileProblem, RepositoryRecord};
use domain::declared::Declaration;
use domain::template::{Finding, Severity};
use std::collections::{BTreeSet, VecDeque};

/// The file in which Backstage's catalogue looks, and the other ending that people give it.
const CATALOG_FILES: [&str; 2] = ["catalog-info.yaml", "catalog-info.yml"];
/// Files that one repository's catalogue is read from, following its locations.
const MOST_FILES: usize = 500;
/// Entities and findings that are kept of one repository.
const MOST_ENTITIES: usize = 2_000;
const MOST_FINDINGS: usize = 200;
/// Characters of one text within an entity that is kept as it is.
const LONGEST_RAW: usize = 2_000;

/// What became of one file of the catalogue.
enum Look {
    Missing,
    Read(catalog::Reading),
    /// It is there and cannot be taken.
    Refused(String),
}

impl Portal {
    /// What a repository says now. What cannot be read stays as it was, with the reason beside it.
    pub(crate) async fn look_into(&self, before: RepositoryRecord) -> RepositoryRecord {
        let mut next = RepositoryRecord { problems: Vec::new(), read_at: self.now(), ..before.clone() };
        let looked = match self.look_at_declaration(&mut next).await {
            Ok(()) => self.look_at_catalog(&before, &mut next).await,
            Err(error) => Err(error),
        };
        match looked {
            Err(error) => next.problems.push(FileProblem { file: None, message: error.to_string() }),
            // Of those that a pattern has found, most have nothing to say.
            Ok(()) if !next.says_anything() && next.problems.is_empty() && !next.found => {
                let message = format!("there is no {FILE} and no {} in it", CATALOG_FILES[0]);
                next.problems.push(FileProblem { file: None, message });
            }
            Ok(()) => {}
        }
        if next.problems.is_empty() {
            next.good_at = Some(next.read_at);
        }
        next
    }

    async fn look_at_declaration(&self, next: &mut RepositoryRecord) -> Result<(), PipelineError> {
        match self.declaration_now(&next.repository).await? {
            None => next.declaration = None,
            Some(Ok(declaration)) => next.declaration = Some(declaration),
            Some(Err(message)) => {
                next.problems.push(FileProblem { file: Some(FILE.to_owned()), message });
            }
        }
        Ok(())
    }

    async fn declaration_now(
        &self,
        repository: &str,
    ) -> Result<Option<Result<Declaration, String>>, PipelineError> {
        match self.pipelines.file(repository, FILE, "HEAD").await {
            Ok(text) => Ok(text.map(|text| declared::read_text(repository, &text))),
            Err(PipelineError::Refused(why) | PipelineError::Forbidden(why)) => Ok(Some(Err(why))),
            Err(error) => Err(error),
        }
    }

    async fn look_at_catalog(
        &self,
        before: &RepositoryRecord,
        next: &mut RepositoryRecord,
    ) -> Result<(), PipelineError> {
        let mut gathered = Gathered::default();
        let mut waiting = VecDeque::from(CATALOG_FILES.map(str::to_owned));
        let mut seen = BTreeSet::new();
        let mut files = None;
        while let Some(file) = waiting.pop_front() {
            if is_pattern(&file) {
                let matching = self.matching_files(&before.repository, &file, &mut files).await?;
                waiting.extend(gathered.fitting(&file, matching));
                continue;
            }
            if seen.contains(&file) {
                continue;
            }
            if seen.len() >= MOST_FILES {
                let message = format!("more than {MOST_FILES} files are pointed to; the others are not read");
                gathered.problems.push(FileProblem { file: None, message });
                break;
            }
            seen.insert(file.clone());
            let look = self.look_at_file(&before.repository, &file).await?;
            if !matches!(look, Look::Missing) && file == CATALOG_FILES[0] {
                waiting.retain(|other| other != CATALOG_FILES[1]);
            }
            waiting.extend(gathered.take(&file, look, before));
        }
        next.entities = gathered.entities;
        next.findings = gathered.findings;
        next.problems.append(&mut gathered.problems);
        Ok(())
    }

    /// The files that a location's pattern stands for. All of them are listed once.
    async fn matching_files(
        &self,
        repository: &str,
        pattern: &str,
        files: &mut Option<FileList>,
    ) -> Result<Result<Vec<String>, String>, PipelineError> {
        let all = match files {
            Some(all) => all,
            None => files.insert(self.pipelines.files(repository, "HEAD").await?),
        };
        let found = matching(pattern, &all.paths);
        Ok(match (found, all.complete) {
            (Err(why), _) => Err(format!("{pattern} is no pattern: {why}")),
            (Ok(found), true) if found.is_empty() => Err(format!("no file fits {pattern}")),
            (Ok(_), false) => Err(format!(
                "the repository has more files than GitHub lists, so {pattern} cannot be followed"
            )),
            (Ok(found), true) => Ok(found),
        })
    }

    async fn look_at_file(&self, repository: &str, file: &str) -> Result<Look, PipelineError> {
        match self.pipelines.file(repository, file, "HEAD").await {
            Ok(None) => Ok(Look::Missing),
            Ok(Some(text)) => Ok(Look::Read(catalog::read(text.as_bytes()))),
            Err(PipelineError::Refused(why) | PipelineError::Forbidden(why)) => Ok(Look::Refused(why)),
            Err(error) => Err(error),
        }
    }
}

/// What the files of one repository hold together.
#[derive(Default)]
struct Gathered {
    entities: Vec<Entity>,
    findings: Vec<FileFinding>,
    problems: Vec<FileProblem>,
}

impl Gathered {
    /// Takes what a file holds, and tells which files it points to. Of a broken one, what was good before.
    fn take(&mut self, file: &str, look: Look, before: &RepositoryRecord) -> Vec<String> {
        let reading = match look {
            Look::Missing => return Vec::new(),
            Look::Refused(message) => {
                self.problems.push(FileProblem { file: Some(file.to_owned()), message });
                return self.keep(kept(before, file), &before.repository);
            }
            Look::Read(reading) => reading,
        };
        let findings = reading.findings.into_iter();
        let findings = findings.map(|finding| FileFinding { file: file.to_owned(), finding });
        self.note(findings);
        let read = reading.entities.into_iter().map(|entity| slim(entity, file)).collect();
        let Some(broken) = reading.broken else { return self.keep(read, &before.repository) };
        let message = match broken.line {
            0 => broken.message,
            line => format!("line {line}, column {}: {}", broken.column, broken.message),
        };
        self.problems.push(FileProblem { file: Some(file.to_owned()), message });
        let old = kept(before, file);
        self.keep(if old.is_empty() { read } else { old }, &before.repository)
    }

    /// The files that a pattern stands for, or why nobody knows.
    fn fitting(&mut self, pattern: &str, found: Result<Vec<String>, String>) -> Vec<String> {
        found.unwrap_or_else(|message| {
            tracing::debug!(pattern, message, "a location leads nowhere");
            self.problems.push(FileProblem { file: None, message });
            Vec::new()
        })
    }

    /// Keeps entities, and tells which files they point to. What lies elsewhere is not read, and said to be so.
    fn keep(&mut self, entities: Vec<Entity>, repository: &str) -> Vec<String> {
        let (mut paths, mut elsewhere) = (Vec::new(), Vec::new());
        for entity in entities.iter().filter(|entity| entity.is("Location")) {
            for target in &entity.targets {
                match path(repository, &entity.file, target) {
                    Some(path) => paths.push(path),
                    None => elsewhere.push(outside(&entity.file, target)),
                }
            }
        }
        self.note(elsewhere.into_iter());
        let room = MOST_ENTITIES.saturating_sub(self.entities.len());
        self.entities.extend(entities.into_iter().take(room));
        paths
    }

    fn note(&mut self, findings: impl Iterator<Item = FileFinding>) {
        self.findings.extend(findings.take(MOST_FINDINGS.saturating_sub(self.findings.len())));
    }
}

fn kept(before: &RepositoryRecord, file: &str) -> Vec<Entity> {
    before.entities.iter().filter(|entity| entity.file == file).cloned().collect()
}

/// The path, or the pattern over paths, that a location's target means within its repository; `None` when it is elsewhere.
fn path(repository: &str, from: &str, target: &str) -> Option<String> {
    let (folder, target) = match target.contains("://") {
        true => ("", path_of_page(repository, target)?),
        false => (from.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    if target.starts_with('/') || target.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// The path that GitHub's page of a file of this repository is about. The page's host and branch do not matter: what is read
/// is the repository's own file, as its default branch has it.
fn path_of_page<'a>(repository: &str, page: &'a str) -> Option<&'a str> {
    let (_, rest) = page.split_once("://")?;
    let mut parts = rest.splitn(6, '/');
    let (_host, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
    let shown = ["blob", "tree", "raw", "edit"].contains(&parts.next()?);
    let _branch = parts.next()?;
    let path = parts.next()?.split(['?', '#']).next()?;
    let own = repository.split_once('/')?;
    let same = own.0.eq_ignore_ascii_case(owner) && own.1.eq_ignore_ascii_case(name);
    (shown && same).then_some(path)
}

fn outside(file: &str, target: &str) -> FileFinding {
    let message = format!(
        "{} lies outside of this repository and is not followed; a repository is read when github.repositories names it",
        target.chars().take(LONGEST_RAW).collect::<String>()
    );
    let finding = Finding {
        severity: Severity::Info,
        rule: "location-elsewhere".to_owned(),
        message,
        line: 0,
        column: 0,
        resource: None,
    };
    FileFinding { file: file.to_owned(), finding }
}

/// What is kept of an entity: long texts of foreign kinds are cut.
fn slim(entity: Entity, file: &str) -> Entity {
    let raw = entity.raw.map(cut);
    Entity { file: file.to_owned(), raw, ..entity }
}

fn cut(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => match text.char_indices().nth(LONGEST_RAW) {
            Some((end, _)) => Value::String(format!("{}…", &text[..end])),
            None => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(cut).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, cut(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn reading(text: &str) -> Look {
        Look::Read(catalog::read(text.as_bytes()))
    }

    const GOOD: &str = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n\
                        spec: {targets: [./services/a.yaml, https://example.com/b.yaml, '../c.yaml']}\n";

    #[test]
    fn locations_lead_to_other_files_of_the_repository() {
        let before = RepositoryRecord::unread("acme/all", Timestamp(0));
        let mut gathered = Gathered::default();
        assert_eq!(gathered.take("catalog-info.yaml", reading(GOOD), &before), ["services/a.yaml"]);
        assert_eq!(gathered.entities[0].file, "catalog-info.yaml");
        let told: Vec<&str> = gathered.findings.iter().map(|it| it.finding.message.as_str()).collect();
        assert!(
            told.len() == 2 && told[0].starts_with("https://example.com/b.yaml lies outside"),
            "{told:?}"
        );
        let of = |from: &str, target: &str| path("acme/all", from, target);
        for (target, expected) in [
            ("../b/./c.yaml", Some("b/c.yaml")),
            ("./*/c.yaml", Some("a/*/c.yaml")),
            ("https://github.com/Acme/all/blob/main/x/y.yaml", Some("x/y.yaml")),
            ("https://github.example.com/acme/all/tree/main/x/*.yaml?raw=1", Some("x/*.yaml")),
            ("https://github.com/acme/all/blob/main/../../x.yaml", None),
            ("https://github.com/acme/other/blob/main/x.yaml", None),
            ("https://github.com/acme/all/issues/main/x.yaml", None),
            ("https://x/y.yaml", None),
            ("/etc/passwd", None),
            ("../../x.yaml", None),
        ] {
            assert_eq!(of("a/b.yaml", target).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn a_file_that_broke_keeps_what_was_good() {
        let mut before = RepositoryRecord::unread("acme/all", Timestamp(0));
        let mut gathered = Gathered::default();
        gathered.take("catalog-info.yaml", reading(GOOD), &before);
        before.entities = gathered.entities;
        let mut gathered = Gathered::default();
        gathered.take("catalog-info.yaml", reading("kind: [Location\n"), &before);
        assert_eq!(gathered.entities, before.entities);
        let told = gathered.problems[0].message.clone();
        assert!(told.starts_with("line "), "{told}");
        assert!(!gathered.findings.is_empty());
        gathered.take("other.yaml", Look::Refused("is no text".into()), &before);
        assert_eq!((gathered.entities.len(), gathered.problems.len()), (1, 2));
    }
}

//! Templates in a folder.

use async_trait::async_trait;
use domain::PortalError;
use domain::names::TemplateName;
use services::ports::{TemplateFile, TemplateSource};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// What template files end with.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// More of a file is not read. It is far beyond what CloudFormation takes, so that the check still reports the size.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// The template files in a folder and in its direct subfolders. Files that change are read again, the others are not.
/// Links are followed within the folder only (Kubernetes mounts files as such links): whoever may write templates must
/// not read the portal's secrets through them.
#[derive(Debug)]
pub struct TemplateFolder {
    folder: PathBuf,
    read: Arc<Mutex<BTreeMap<PathBuf, Known>>>,
}

/// A file as it is called, and where it really lies.
#[derive(Debug)]
struct Found {
    path: PathBuf,
    place: Result<PathBuf, String>,
}

/// A file as it was read last.
#[derive(Clone, Debug)]
struct Known {
    stamp: Stamp,
    source: Arc<[u8]>,
}

/// Tells a changed file from an unchanged one without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
}

impl TemplateFolder {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        TemplateFolder { folder: folder.into(), read: Arc::default() }
    }
}

#[async_trait]
impl TemplateSource for TemplateFolder {
    async fn files(&self) -> Result<Vec<TemplateFile>, PortalError> {
        let (folder, known) = (self.folder.clone(), Arc::clone(&self.read));
        let work = tokio::task::spawn_blocking(move || {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            scan(&folder, &mut known)
        });
        work.await.map_err(PortalError::internal)?
    }
}

fn scan(folder: &Path, known: &mut BTreeMap<PathBuf, Known>) -> Result<Vec<TemplateFile>, PortalError> {
    let mut found = listed(folder).map_err(|error| {
        let message = format!("The template folder {} cannot be read: {error}.", folder.display());
        PortalError::unavailable(message).because(error)
    })?;
    found.sort_by(|one, other| one.path.cmp(&other.path));
    let places: BTreeSet<&PathBuf> = found.iter().filter_map(|found| found.place.as_ref().ok()).collect();
    known.retain(|place, _| places.contains(place));
    let mut files = BTreeMap::new();
    for found in found {
        let Some(name) = name_of(&found.path) else { continue };
        if let Some(file) = file(name, found, known) {
            // Of two files with the same name the first path wins, so that the choice is stable.
            files.entry(file.name.clone()).or_insert(file);
        }
    }
    Ok(files.into_values().collect())
}

fn file(name: TemplateName, found: Found, known: &mut BTreeMap<PathBuf, Known>) -> Option<TemplateFile> {
    let place = match found.place {
        Ok(place) => place,
        Err(why) => return Some(TemplateFile { name, source: Arc::from([]), refused: Some(why) }),
    };
    match current(&place, known) {
        Ok(source) => Some(TemplateFile { name, source, refused: None }),
        // Gone since it was listed, or not ours to read: the others still count.
        Err(error) => {
            tracing::warn!(path = %found.path.display(), %error, "a template cannot be read");
            None
        }
    }
}

fn listed(folder: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    // The folder may be a link itself.
    collect(&fs::canonicalize(folder)?, folder, true, &mut found)?;
    Ok(found)
}

fn collect(root: &Path, folder: &Path, deeper: bool, found: &mut Vec<Found>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        // Links that lead nowhere are passed over.
        let Some(place) = fs::canonicalize(&path).ok().filter(|_| !hidden) else { continue };
        let (inside, is_folder) = (place.starts_with(root), place.is_dir());
        if is_folder && deeper && inside {
            if let Err(error) = collect(root, &path, false, found) {
                tracing::warn!(path = %path.display(), %error, "a folder of templates cannot be read");
            }
        } else if is_folder && !inside {
            tracing::warn!(path = %path.display(), "a link leads out of the template folder and is not followed");
        } else if !is_folder && is_template(&path) && (!inside || place.is_file()) {
            let outside = || "This link leads out of the template folder, so it is not followed.".to_owned();
            found.push(Found { place: if inside { Ok(place) } else { Err(outside()) }, path });
        }
    }
    Ok(())
}

fn is_template(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn name_of(path: &Path) -> Option<TemplateName> {
    let name = path.file_stem()?.to_str().and_then(|stem| TemplateName::parse(stem).ok());
    if name.is_none() {
        tracing::warn!(path = %path.display(), "a file's name does not work as a template's name");
    }
    name
}

fn current(path: &Path, known: &mut BTreeMap<PathBuf, Known>) -> io::Result<Arc<[u8]>> {
    let stamp = Stamp::of(&fs::metadata(path)?);
    if let Some(same) = known.get(path).filter(|known| known.stamp == stamp) {
        return Ok(Arc::clone(&same.source));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let unchanged = known.get(path).filter(|known| *known.source == *bytes);
    let source = unchanged.map_or_else(|| Arc::from(bytes.as_slice()), |known| Arc::clone(&known.source));
    known.insert(path.to_owned(), Known { stamp, source: Arc::clone(&source) });
    Ok(source)
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Stamp { modified: found.modified().ok(), length: found.len() }
    }
}

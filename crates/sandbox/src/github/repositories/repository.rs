use super::settings::{self, Environment, Settings};
use super::{Files, number, sha};
use crate::github::workflow::Workflow;
use jiff::Timestamp;
use std::collections::BTreeMap;

const WORKFLOWS: &str = ".github/workflows/";

/// One repository. All its commits have the same files.
#[derive(Debug)]
pub struct Repository {
    pub id: u64,
    pub owner: String,
    pub name: String,
    pub description: String,
    pub default_branch: String,
    pub files: Files,
    pub workflows: Vec<Workflow>,
    /// The oldest first.
    pub commits: Vec<Commit>,
    /// Places in `commits`.
    branches: BTreeMap<String, usize>,
    tags: BTreeMap<String, usize>,
    pub environments: BTreeMap<String, Environment>,
}

#[derive(Clone, Debug)]
pub struct Commit {
    pub sha: String,
    pub message: String,
    /// A login.
    pub author: String,
    pub at: Timestamp,
}

impl Repository {
    /// `name` is `owner/name`. An error when its settings are wrong.
    pub fn new(name: &str, mut files: Files) -> Result<Self, serde_json::Error> {
        let settings = match files.remove(settings::FILE) {
            Some(bytes) => serde_json::from_slice(&bytes)?,
            None => Settings::default(),
        };
        let (owner, short) = name.split_once('/').unwrap_or(("", name));
        let commits = commits(name, &settings);
        let workflow = |(path, source): (&String, &Vec<u8>)| {
            let file = path.strip_prefix(WORKFLOWS)?;
            let is_one = !file.contains('/') && (file.ends_with(".yml") || file.ends_with(".yaml"));
            is_one.then(|| Workflow::read(number(&format!("{name}/{path}")), path, source))
        };
        Ok(Repository {
            id: number(name),
            owner: owner.to_owned(),
            name: short.to_owned(),
            description: settings.description,
            workflows: files.iter().filter_map(workflow).collect(),
            files,
            branches: places(settings.branches, &settings.default_branch, commits.len()),
            tags: places(settings.tags, "", commits.len()),
            default_branch: settings.default_branch,
            commits,
            environments: settings.environments,
        })
    }

    pub fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// By id, or by the file's name.
    pub fn workflow(&self, id_or_file: &str) -> Option<&Workflow> {
        self.workflows.iter().find(|workflow| {
            workflow.file() == id_or_file
                || workflow.path == id_or_file
                || workflow.id.to_string() == id_or_file
        })
    }

    /// A branch or a tag, written short or in full: its short name and its commit's place.
    pub fn branch_or_tag(&self, reference: &str) -> Option<(&str, usize)> {
        let branch = reference.strip_prefix("refs/heads/");
        let tag = reference.strip_prefix("refs/tags/");
        let in_branches = tag.is_none().then(|| self.branches.get_key_value(branch.unwrap_or(reference)));
        let in_tags = branch.is_none().then(|| self.tags.get_key_value(tag.unwrap_or(reference)));
        in_branches.flatten().or(in_tags.flatten()).map(|(name, place)| (name.as_str(), *place))
    }

    /// The place of the commit that a branch, a tag, or the beginning of a SHA names.
    pub fn place(&self, reference: &str) -> Option<usize> {
        let short = reference.strip_prefix("heads/").or(reference.strip_prefix("tags/")).unwrap_or(reference);
        let named = self.branch_or_tag(short).map(|(_, place)| place);
        let by_sha = |commit: &Commit| short.len() >= 7 && commit.sha.starts_with(short);
        named
            .or_else(|| (short == "HEAD").then(|| self.branches.get(&self.default_branch).copied()).flatten())
            .or_else(|| self.commits.iter().position(by_sha))
    }

    pub fn commit(&self, reference: &str) -> Option<&Commit> {
        self.commits.get(self.place(reference)?)
    }

    pub fn branches(&self) -> &BTreeMap<String, usize> {
        &self.branches
    }

    pub fn tags(&self) -> &BTreeMap<String, usize> {
        &self.tags
    }
}

fn commits(name: &str, settings: &Settings) -> Vec<Commit> {
    let mut parent = String::new();
    let mut commit = |settings: &settings::CommitSettings| {
        parent = sha(&format!("{name}\n{parent}\n{}\n{}", settings.at, settings.message));
        Commit {
            sha: parent.clone(),
            message: settings.message.clone(),
            author: settings.author.clone(),
            at: settings.at,
        }
    };
    settings.commits.iter().map(&mut commit).collect()
}

/// From places counted from 1 to such from 0. The default branch is at the newest commit unless it says otherwise.
fn places(named: BTreeMap<String, usize>, default: &str, commits: usize) -> BTreeMap<String, usize> {
    let last = commits.saturating_sub(1);
    let mut places: BTreeMap<_, _> =
        named.into_iter().map(|(name, place)| (name, place.saturating_sub(1).min(last))).collect();
    if !default.is_empty() {
        places.entry(default.to_owned()).or_insert(last);
    }
    places
}

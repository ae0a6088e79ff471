//! Finding the run that a dispatch has started.

use super::Github;
use super::address::{part, repository};
use super::models::{RunList, RunModel};
use domain::Timestamp;
use domain::rollout::{RunRef, Workflow};
use services::ports::PipelineError;
use std::collections::BTreeMap;

/// GitHub's clock and ours may differ by so many milliseconds.
const SLACK: i64 = 5 * 60_000;
const PER_PAGE: usize = 100;
/// GitHub shows no more than the newest 1,000 of a filtered list.
const PAGES: usize = 10;

impl Github {
    pub(super) async fn find_run(
        &self,
        workflow: &Workflow,
        id: &str,
        since: Timestamp,
    ) -> Result<Option<RunRef>, PipelineError> {
        let mut found: BTreeMap<u64, RunRef> = BTreeMap::new();
        let mut complete = false;
        for page in 1..=PAGES {
            let list = self.page_of_runs(workflow, since, page).await?;
            complete = list.workflow_runs.len() < PER_PAGE;
            let fits = |run: &&RunModel| carries(run.display_title.as_deref().unwrap_or_default(), id);
            // Runs that begin meanwhile push others to the next page, where they are met again.
            found.extend(list.workflow_runs.iter().filter(fits).map(|run| (run.id, run.reference())));
            if complete {
                break;
            }
        }
        only(found, complete, id)
    }

    async fn page_of_runs(
        &self,
        workflow: &Workflow,
        since: Timestamp,
        page: usize,
    ) -> Result<RunList, PipelineError> {
        let Workflow { repository: name, file, reference } = workflow;
        let what = format!("the workflow {file} in {name}");
        let path = format!(
            "{}/actions/workflows/{}/runs?event=workflow_dispatch&branch={}&created={}&per_page={PER_PAGE}&page={page}",
            repository(name)?,
            part(file),
            part(short(reference)),
            part(&format!(">={}", written(since.plus_millis(-SLACK)))),
        );
        self.link.get_fresh(&what, &path).await?.json(&what)
    }
}

fn only(mut found: BTreeMap<u64, RunRef>, complete: bool, id: &str) -> Result<Option<RunRef>, PipelineError> {
    match found.len() {
        0 | 1 if complete => Ok(found.pop_first().map(|(_, run)| run)),
        0 | 1 => Err(PipelineError::Refused(format!(
            "GitHub lists too many runs to be sure which one carries the id {id}"
        ))),
        several => {
            Err(PipelineError::Refused(format!("{several} runs carry the id {id}, where only one may")))
        }
    }
}

/// As lists name it.
fn short(reference: &str) -> &str {
    let branch = reference.strip_prefix("refs/heads/");
    branch.or_else(|| reference.strip_prefix("refs/tags/")).unwrap_or(reference)
}

/// To the second, which GitHub's search understands. `since` can only be too early by it.
fn written(time: Timestamp) -> String {
    let time = jiff::Timestamp::from_second(time.0.div_euclid(1_000)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Whether a title has the id in it as a word of its own, in brackets or not.
fn carries(title: &str, id: &str) -> bool {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let stands_alone = |at: usize| {
        let before = title[..at].chars().next_back();
        let after = title[at + id.len()..].chars().next();
        !before.is_some_and(of_a_word) && !after.is_some_and(of_a_word)
    };
    !id.is_empty() && title.match_indices(id).any(|(at, _)| stands_alone(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_matched_as_whole_words() {
        for title in ["a1", "Deploy [a1]", "a1: deploy", "xa1 and a1", "배포 (a1)"] {
            assert!(carries(title, "a1"), "{title}");
        }
        for title in ["", "Deploy [a12]", "ba1", "a1-2", "x_a1", "가a1"] {
            assert!(!carries(title, "a1"), "{title}");
        }
        assert!(!carries("anything", ""));
    }

    #[test]
    fn two_runs_are_for_people_to_look_at() {
        let run = |id: u64| (id, RunRef { id: id.to_string(), url: String::new() });
        let one = only(BTreeMap::from([run(1)]), true, "a").expect("one");
        assert_eq!(one.map(|run| run.id).as_deref(), Some("1"));
        assert_eq!(only(BTreeMap::new(), true, "a"), Ok(None));
        assert!(matches!(only(BTreeMap::from([run(1), run(2)]), true, "a"), Err(PipelineError::Refused(_))));
        assert!(matches!(only(BTreeMap::new(), false, "a"), Err(PipelineError::Refused(_))));
    }

    #[test]
    fn times_are_written_to_the_second() {
        assert_eq!(written(Timestamp(1_800_000_000_999)), "2027-01-15T08:00:00Z");
        assert_eq!(short("refs/heads/main"), "main");
    }
}

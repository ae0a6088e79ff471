use super::text::PaletteText;
use super::{Hit, HitKind};
use crate::freezes::FreezeText;
use crate::health::{BOARD, region_address};
use crate::i18n::names;
use crate::incidents::IncidentText;
use crate::pipelines::{action_page, start_page};
use crate::rollouts::new::api::address;
use crate::rollouts::new::form::short;
use crate::settings::text::GithubText;
use crate::ssr::{self, Portal};
use crate::ui::Shown;
use crate::ui::address::encode;
use domain::PortalError;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::view::{IncidentQuery, MatrixFilter, ServiceRow};
use services::ports::{RequestFilter, RolloutFilter, ServiceFilter};

/// Hits of one kind that are shown.
const PER_KIND: usize = 5;
/// Newest requests, rollouts and releases that are looked through.
const NEWEST: u32 = 200;

/// Everything whose name has all words of the text in it, best first within each kind.
pub async fn find(portal: &Portal, actor: &Actor, text: &str) -> Result<Vec<Hit>, PortalError> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut hits = actions(portal, actor).await;
    let mut search = String::new();
    if !words.is_empty() {
        let (found, word) = environments(portal, actor, &words).await?;
        search = word;
        hits.extend(found);
        hits.extend(regions(portal));
        hits.extend(services(portal, actor, &words).await?);
        hits.extend(templates(portal, actor).await?);
        hits.extend(incidents(portal, actor).await?);
        hits.extend(requests(portal, actor).await?);
        hits.extend(rollouts(portal, actor).await?);
        hits.extend(pipelines(portal, actor).await?);
        hits.extend(releases(portal, actor).await?);
    }
    Ok(best(hits, &words, &search))
}

/// Ranks by where the first word stands; keeps a few of each kind. Without a text all actions are there to choose from.
fn best(hits: Vec<Hit>, words: &[String], search: &str) -> Vec<Hit> {
    let mut ranked: Vec<(HitKind, usize, Hit)> = hits
        .into_iter()
        .filter_map(|hit| {
            let title = hit.title.to_lowercase();
            let whole = format!("{title} {} {}", hit.note.to_lowercase(), hit.href);
            let fits = words.iter().all(|word| whole.contains(word.as_str()));
            let place = words.first().map_or(0, |word| title.find(word.as_str()).unwrap_or(usize::MAX));
            fits.then_some((hit.kind, place, hit))
        })
        .collect();
    ranked.sort_by(|a, b| (a.0, a.1, &a.2.title).cmp(&(b.0, b.1, &b.2.title)));
    let kept = if words.is_empty() { usize::MAX } else { PER_KIND };
    let mut found = Vec::new();
    for group in ranked.chunk_by(|a, b| a.0 == b.0) {
        found.extend(group.iter().take(kept).map(|(_, _, hit)| hit.clone()));
        let many = group.len() > kept && group.iter().any(|(kind, _, _)| *kind == HitKind::Environment);
        found.extend(many.then(|| more(search, group.len())));
    }
    found
}

/// The way to all environments that the text finds.
fn more(search: &str, count: usize) -> Hit {
    Hit {
        kind: HitKind::Environment,
        title: PaletteText::here().more.to_owned(),
        note: count.to_string(),
        href: format!("/environments?search={}", encode(search)),
    }
}

/// What this person may do, then where anybody may go.
async fn actions(portal: &Portal, actor: &Actor) -> Vec<Hit> {
    let text = PaletteText::here();
    let hit = |title: &str, note: String, href: &str| Hit {
        kind: HitKind::Action,
        title: title.to_owned(),
        note,
        href: href.to_owned(),
    };
    let mut hits = Vec::new();
    if permit(actor, Action::Request, actor.home_team()).is_ok() {
        hits.push(hit(text.new_request, String::new(), "/requests/new"));
        hits.push(hit(text.new_rollout, String::new(), "/rollouts/new"));
    }
    let waiting = ssr::site().waiting(portal, actor).await;
    if waiting > 0 {
        hits.push(hit(text.approve, waiting.to_string(), "/approvals"));
    }
    hits.extend(places(text).map(|(title, href)| hit(title, String::new(), href)));
    hits
}

fn places(text: &PaletteText) -> impl Iterator<Item = (&'static str, &'static str)> {
    let places = [
        (text.environments, "/environments"),
        (text.differences, "/environments?differences=true"),
        (text.approvals, "/approvals"),
        (text.waiting, "/requests?status=awaiting_approval"),
        (text.failed, "/requests?status=failed"),
        (text.rollouts, "/rollouts?status=open"),
        (text.failed_rollouts, "/rollouts?status=failed"),
        (text.pipelines, "/pipelines"),
        (text.open_runs, "/pipelines?status=open"),
        (text.failed_runs, "/pipelines?status=failed"),
        (text.releases, "/releases"),
        (text.health, BOARD),
        (IncidentText::here().title, "/incidents"),
        (FreezeText::here().title, "/freezes"),
        (text.maintenance, "/freezes?kind=maintenance#new-freeze"),
        (IncidentText::here().status, "/status"),
        (text.services, "/services"),
        (text.templates, "/templates"),
        (text.audit, "/audit"),
        (text.tokens, "/settings/tokens"),
        (GithubText::here().title, "/settings/github"),
    ];
    places.into_iter()
}

/// The first word that finds something picks the rows and is told; the others may name stages and regions.
async fn environments(
    portal: &Portal,
    actor: &Actor,
    words: &[String],
) -> Result<(Vec<Hit>, String), PortalError> {
    let mut hits = Vec::new();
    for word in words {
        let filter = MatrixFilter { search: Some(word.clone()), limit: 50, ..MatrixFilter::default() };
        let matrix = portal.matrix(actor, &filter).await?;
        for row in &matrix.rows {
            for (column, cell) in matrix.columns.iter().zip(&row.cells) {
                let Some(cell) = cell else { continue };
                hits.push(Hit {
                    kind: HitKind::Environment,
                    title: format!("{} / {}", row.service, row.name),
                    note: format!(
                        "{} · {} {}",
                        names::stage(ssr::lang(), &column.stage),
                        names::region(ssr::lang(), &column.region, &column.region_title),
                        column.region
                    ),
                    href: format!("/environments/{}", cell.id),
                });
            }
        }
        if !hits.is_empty() {
            return Ok((hits, word.clone()));
        }
    }
    Ok((hits, String::new()))
}

/// Regions by name, each leading to its health.
fn regions(portal: &Portal) -> Vec<Hit> {
    let hit = |rules: &domain::rules::RegionRules| Hit {
        kind: HitKind::Action,
        title: format!("{}: {}", PaletteText::here().health_of, ssr::region(ssr::lang(), &rules.name)),
        note: rules.name.to_string(),
        href: region_address(&rules.name, None),
    };
    portal.rules().regions.iter().map(hit).collect()
}

/// Those that the words find are looked at as all other hits are.
async fn services(portal: &Portal, actor: &Actor, words: &[String]) -> Result<Vec<Hit>, PortalError> {
    let filter = ServiceFilter { search: Some(words.join(" ")), ..ServiceFilter::default() };
    let found = portal.catalog(actor, &filter, None, PER_KIND as u32).await?;
    let hits = found.items.into_iter().map(|service| Hit {
        kind: HitKind::Service,
        note: notes(&service),
        href: format!("/services/{}", encode(&service.name)),
        title: service.name,
    });
    Ok(hits.collect())
}

fn notes(service: &ServiceRow) -> String {
    let team = service.team.as_ref().map(ToString::to_string);
    let notes = [team, service.title.clone()].into_iter().flatten();
    notes.collect::<Vec<_>>().join(" · ")
}

/// Workflows and guarded actions that the person may start. What GitHub does not tell now is not found.
async fn pipelines(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let startable = portal.startable(actor).await?;
    let workflows = startable.workflows.into_iter().map(|(repository, workflow)| Hit {
        kind: HitKind::Pipeline,
        href: start_page(&repository, &workflow.file),
        title: workflow.name,
        note: format!("{repository} · {}", workflow.file),
    });
    let actions = startable.actions.into_iter().map(|action| Hit {
        kind: HitKind::Pipeline,
        href: action_page(action.service.as_str(), &action.name, "", ""),
        title: format!("{} {}", action.title, action.service),
        note: action.repository,
    });
    Ok(actions.chain(workflows).collect())
}

async fn templates(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let cards = portal.templates(actor).await?;
    let hits = cards.into_iter().map(|card| Hit {
        kind: HitKind::Template,
        title: card.template.map_or_else(|| card.name.to_string(), |t| t.title.get(ssr::lang()).to_owned()),
        note: card.name.to_string(),
        href: format!("/templates/{}", encode(card.name.as_str())),
    });
    Ok(hits.collect())
}

async fn incidents(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let board = portal.incidents(actor, &IncidentQuery::default()).await?;
    let lang = ssr::lang();
    let hits = board.incidents.into_iter().map(|row| Hit {
        kind: HitKind::Incident,
        note: format!("{} · {} · {}", row.status.word(lang), row.service, names::stage(lang, &row.stage)),
        href: crate::incidents::api::address(&row.id),
        title: crate::incidents::told::title(&row.title, row.began.as_ref()),
    });
    Ok(hits.collect())
}

async fn requests(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let rows = portal.requests(actor, &RequestFilter::default(), None, NEWEST).await?;
    let lang = ssr::lang();
    let hits = rows.items.into_iter().map(|row| Hit {
        kind: HitKind::Request,
        title: format!("{} {} / {}", names::request_action(lang, row.action), row.service, row.environment),
        note: format!("{} · {}", names::request_status(lang, row.status), row.requester_name),
        href: format!("/requests/{}", row.id),
    });
    Ok(hits.collect())
}

async fn rollouts(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let rows = portal.rollouts(actor, &RolloutFilter::default(), None, NEWEST).await?;
    let lang = ssr::lang();
    let hits = rows.items.into_iter().map(|row| Hit {
        kind: HitKind::Rollout,
        title: format!("{} {} → {}", row.service, row.release_version, names::stage(lang, &row.stage)),
        note: format!("{} · {}", names::rollout_status(lang, row.status), row.requester_name),
        href: format!("/rollouts/{}", row.id),
    });
    Ok(hits.collect())
}

/// Each leads to where it is rolled out.
async fn releases(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let found = portal.releases(actor, None, None, NEWEST).await?;
    let hits = found.items.into_iter().map(|release| Hit {
        kind: HitKind::Release,
        title: format!("{} {}", release.service, release.version),
        note: short(&release.commit),
        href: address(release.service.as_str(), "", release.id.as_str()),
    });
    Ok(hits.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(kind: HitKind, title: &str, note: &str) -> Hit {
        Hit { kind, title: title.into(), note: note.into(), href: String::new() }
    }

    #[test]
    fn all_words_must_fit_and_early_matches_come_first() {
        let hits = vec![
            hit(HitKind::Environment, "my-live", "prod Seoul"),
            hit(HitKind::Environment, "live-api", "prod Seoul"),
            hit(HitKind::Environment, "live-api", "dev Paris"),
            hit(HitKind::Action, "Live board", "prod"),
        ];
        let words = ["live".to_owned(), "prod".to_owned()];
        let titles: Vec<String> = best(hits, &words, "live").into_iter().map(|hit| hit.title).collect();
        assert_eq!(titles, ["Live board", "live-api", "my-live"]);
    }

    #[test]
    fn a_kind_does_not_crowd_out_the_others() {
        let mut hits: Vec<Hit> =
            (0..30).map(|n| hit(HitKind::Environment, &format!("a{n:02}"), "")).collect();
        hits.push(hit(HitKind::Request, "a", ""));
        hits.push(hit(HitKind::Service, "a", ""));
        let found = best(hits, &["a".to_owned()], "a b");
        let kinds: Vec<HitKind> = found.iter().map(|hit| hit.kind).collect();
        assert_eq!(kinds[..2], [HitKind::Service, HitKind::Request], "what leads to several comes first");
        assert_eq!(found.len(), 2 + PER_KIND + 1);
        let more = found.last().expect("hits");
        assert_eq!((more.note.as_str(), more.href.as_str()), ("30", "/environments?search=a%20b"));
    }
}

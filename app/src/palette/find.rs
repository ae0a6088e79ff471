use super::text::PaletteText;
use super::{Hit, HitKind};
use crate::i18n::names;
use crate::ssr::{self, Portal};
use crate::ui::address::encode;
use domain::PortalError;
use domain::people::Actor;
use domain::view::MatrixFilter;
use services::ports::RequestFilter;

/// Hits of one kind that are shown.
const PER_KIND: usize = 8;
/// Newest requests that are looked through.
const REQUESTS: u32 = 200;

/// Everything whose name has all words of the text in it, best first within each kind.
pub async fn find(portal: &Portal, actor: &Actor, text: &str) -> Result<Vec<Hit>, PortalError> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let mut hits = actions();
    if !words.is_empty() {
        hits.extend(environments(portal, actor, &words).await?);
        hits.extend(services(portal, actor).await?);
        hits.extend(templates(portal, actor).await?);
        hits.extend(requests(portal, actor).await?);
    }
    Ok(best(hits, &words))
}

/// Ranks by where the first word stands; keeps a few of each kind.
fn best(hits: Vec<Hit>, words: &[String]) -> Vec<Hit> {
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
    let groups = ranked.chunk_by(|a, b| a.0 == b.0);
    groups.flat_map(|group| group.iter().take(PER_KIND)).map(|(_, _, hit)| hit.clone()).collect()
}

fn actions() -> Vec<Hit> {
    let text = PaletteText::here();
    let actions = [
        (text.new_request, "/requests/new"),
        (text.environments, "/environments"),
        (text.differences, "/environments?differences=true"),
        (text.approvals, "/approvals"),
        (text.waiting, "/requests?status=awaiting_approval"),
        (text.failed, "/requests?status=failed"),
        (text.templates, "/templates"),
        (text.audit, "/audit"),
        (text.tokens, "/settings/tokens"),
    ];
    let hit = |(title, href): (&str, &str)| Hit {
        kind: HitKind::Action,
        title: title.to_owned(),
        note: String::new(),
        href: href.to_owned(),
    };
    actions.into_iter().map(hit).collect()
}

/// The first word picks the rows, the others may name stages and regions.
async fn environments(portal: &Portal, actor: &Actor, words: &[String]) -> Result<Vec<Hit>, PortalError> {
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
            break;
        }
    }
    Ok(hits)
}

async fn services(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let services = portal.services(actor).await?;
    let hits = services.into_iter().map(|service| Hit {
        kind: HitKind::Service,
        title: service.name.to_string(),
        note: service.team.to_string(),
        href: format!("/environments?search={}", service.name),
    });
    Ok(hits.collect())
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

async fn requests(portal: &Portal, actor: &Actor) -> Result<Vec<Hit>, PortalError> {
    let rows = portal.requests(actor, &RequestFilter::default(), None, REQUESTS).await?;
    let lang = ssr::lang();
    let hits = rows.items.into_iter().map(|row| Hit {
        kind: HitKind::Request,
        title: format!("{} {} / {}", names::request_action(lang, row.action), row.service, row.environment),
        note: format!("{} · {}", names::request_status(lang, row.status), row.requester_name),
        href: format!("/requests/{}", row.id),
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
        let titles: Vec<String> = best(hits, &words).into_iter().map(|hit| hit.title).collect();
        assert_eq!(titles, ["Live board", "live-api", "my-live"]);
    }

    #[test]
    fn a_kind_does_not_crowd_out_the_others() {
        let mut hits: Vec<Hit> =
            (0..30).map(|n| hit(HitKind::Environment, &format!("a{n:02}"), "")).collect();
        hits.push(hit(HitKind::Request, "a", ""));
        let found = best(hits, &["a".to_owned()]);
        assert_eq!(found.len(), PER_KIND + 1);
    }
}

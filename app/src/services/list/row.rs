use crate::i18n::{Words, names};
use crate::services::address;
use crate::services::text::ServicesText;
use crate::ssr;
use crate::ui::{DataTable, Tone, ToneBadge};
use domain::names::StageName;
use domain::release::Deployed;
use domain::view::ServiceRow;
use leptos::prelude::*;
use std::collections::BTreeMap;

pub fn table(rows: &[ServiceRow], stages: &[StageName], deployed: &[Deployed]) -> AnyView {
    let (text, words) = (ServicesText::here(), Words::here());
    let rows = rows.iter().map(|service| row(service, stages, deployed)).collect_view();
    view! {
        <DataTable label=text.label>
            <thead>
                <tr>
                    <th scope="col">{words.service}</th>
                    <th scope="col">{words.team}</th>
                    <th scope="col">{text.sort}</th>
                    <th scope="col">{text.tier}</th>
                    <th scope="col">{text.lifecycle}</th>
                    <th scope="col">{text.system}</th>
                    <th scope="col">{text.runs}</th>
                    <th scope="col">{text.repository}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

fn row(service: &ServiceRow, stages: &[StageName], deployed: &[Deployed]) -> AnyView {
    let own: Vec<&Deployed> = deployed.iter().filter(|it| it.service.as_str() == service.name).collect();
    let title = service.title.clone().map(|title| view! { <span class="faint">{title}</span> });
    let repository = service.repository.clone().map(|name| view! { <code>{name}</code> });
    let troubled = service.troubled.then(|| {
        view! { " "<ToneBadge tone=Tone::Warning word=ServicesText::here().troubled/> }
    });
    view! {
        <tr>
            <th scope="row" class="service-name">
                <a href=address(&service.name) data-row="">{service.name.clone()}</a>
                {title}
            </th>
            <td>{team(service)}</td>
            <td>{service.sort.clone()}</td>
            <td>{service.tier.clone()}</td>
            <td>{service.lifecycle.clone()}</td>
            <td>{service.system.as_ref().map(|system| system.short())}</td>
            <td>{running(stages, &own)}</td>
            <td class="nowrap">{repository}{troubled}</td>
        </tr>
    }
    .into_any()
}

/// The portal's team, or who the repository says owns it.
fn team(service: &ServiceRow) -> Option<String> {
    let team = service.team.as_ref().map(ToString::to_string);
    team.or_else(|| service.owner.as_ref().map(|owner| owner.short()))
}

fn running(stages: &[StageName], deployed: &[&Deployed]) -> AnyView {
    let told = versions(stages, deployed);
    if told.is_empty() {
        return view! { <span class="faint">{ServicesText::here().nowhere}</span> }.into_any();
    }
    let marks = told.into_iter().map(|(stage, versions)| {
        view! { <span class="runs-in">{names::stage(ssr::lang(), stage)}" "{versions}</span> }
    });
    view! { <span class="runs">{marks.collect_view()}</span> }.into_any()
}

/// For each stage in its order what runs there: "1.8.2 ×3, 1.8.1".
fn versions<'s>(stages: &'s [StageName], deployed: &[&Deployed]) -> Vec<(&'s StageName, String)> {
    let in_stage = |stage: &'s StageName| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for it in deployed.iter().filter(|it| &it.stage == stage) {
            *counts.entry(it.version.as_str()).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let told = counts.into_iter().map(|(version, count)| match count {
            1 => version.to_owned(),
            count => format!("{version} ×{count}"),
        });
        (stage, told.collect::<Vec<_>>().join(", "))
    };
    stages.iter().map(in_stage).filter(|(_, told)| !told.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::approval::Digest;
    use domain::ids::{ReleaseId, RolloutId};
    use domain::names::{RegionName, ServiceName};
    use domain::release::Version;

    fn runs(stage: &str, region: &str, version: &str) -> Deployed {
        Deployed {
            service: ServiceName::parse("live-api").expect("a service"),
            stage: StageName::parse(stage).expect("a stage"),
            region: RegionName::parse(region).expect("a region"),
            release: ReleaseId("rel_1".into()),
            version: Version::parse(version).expect("a version"),
            digest: Digest::default(),
            rollout: RolloutId("rol_1".into()),
            at: Timestamp(0),
        }
    }

    #[test]
    fn each_stage_tells_its_versions_the_most_first() {
        let stages = ["dev", "prod"].map(|name| StageName::parse(name).expect("a stage"));
        let deployed = [
            runs("prod", "us-east-1", "1.8.2"),
            runs("prod", "eu-west-3", "1.8.1"),
            runs("prod", "ap-northeast-2", "1.8.2"),
        ];
        let told = versions(&stages, &deployed.iter().collect::<Vec<_>>());
        assert_eq!(told, [(&stages[1], "1.8.2 ×2, 1.8.1".to_owned())]);
    }
}

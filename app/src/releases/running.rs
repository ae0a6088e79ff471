use super::text::ReleasesText;
use crate::i18n::names;
use crate::ssr;
use domain::ids::ReleaseId;
use domain::names::{RegionName, StageName};
use domain::release::Deployed;
use leptos::prelude::*;

/// The stages in which a release runs, in their order, each with its regions.
pub fn places<'a>(
    release: &ReleaseId,
    stages: &'a [StageName],
    deployed: &'a [Deployed],
) -> Vec<(&'a StageName, Vec<&'a RegionName>)> {
    let regions = |stage: &StageName| {
        let here = deployed.iter().filter(|it| &it.release == release && &it.stage == stage);
        here.map(|it| &it.region).collect::<Vec<_>>()
    };
    let all = stages.iter().map(|stage| (stage, regions(stage)));
    all.filter(|(_, regions)| !regions.is_empty()).collect()
}

/// "prod ×3"; which regions they are is in the title and for those who listen.
#[component]
pub fn Running<'a>(
    release: &'a ReleaseId,
    stages: &'a [StageName],
    deployed: &'a [Deployed],
) -> impl IntoView + use<> {
    let lang = ssr::lang();
    let found = places(release, stages, deployed);
    if found.is_empty() {
        return view! { <span class="faint">{ReleasesText::here().nowhere}</span> }.into_any();
    }
    let marks = found.into_iter().map(|(stage, regions)| {
        let named: Vec<String> = regions.iter().map(|region| ssr::region(lang, region)).collect();
        let named = named.join(", ");
        let (told, title) = (format!("{} ×{}", names::stage(lang, stage), regions.len()), named.clone());
        view! { <span class="runs-in" title=title>{told}<span class="vh">": "{named}</span></span> }
    });
    view! { <span class="runs">{marks.collect_view()}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use domain::approval::Digest;
    use domain::ids::RolloutId;
    use domain::names::ServiceName;
    use domain::release::Version;

    fn runs(stage: &str, region: &str, release: &str) -> Deployed {
        Deployed {
            service: ServiceName::parse("live-api").expect("a service"),
            stage: StageName::parse(stage).expect("a stage"),
            region: RegionName::parse(region).expect("a region"),
            release: ReleaseId(release.into()),
            version: Version::parse("1").expect("a version"),
            digest: Digest::default(),
            rollout: RolloutId("rol_1".into()),
            at: Timestamp(0),
        }
    }

    #[test]
    fn stages_come_in_their_order_and_only_where_it_runs() {
        let stages = ["dev", "staging", "prod"].map(|name| StageName::parse(name).expect("a stage"));
        let deployed = [
            runs("prod", "eu-west-3", "rel_1"),
            runs("dev", "eu-west-3", "rel_1"),
            runs("prod", "us-east-1", "rel_1"),
            runs("staging", "us-east-1", "rel_2"),
        ];
        let found = places(&ReleaseId("rel_1".into()), &stages, &deployed);
        let told: Vec<String> =
            found.iter().map(|(stage, regions)| format!("{stage} {}", regions.len())).collect();
        assert_eq!(told, ["dev 1", "prod 2"]);
    }
}

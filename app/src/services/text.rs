crate::texts! {
    /// Texts of the service catalogue.
    pub ServicesText {
        subtitle: "What there is, whose it is, and what runs where", "어떤 서비스가 있고, 누가 맡고, 어디서 실행되는지";
        label: "Services", "서비스 목록";
        search_hint: "Name, owner, tag…", "이름, 담당, 태그…";
        any_team: "All teams", "모든 팀";
        any_lifecycle: "All lifecycles", "모든 생애 주기";
        any_tier: "All tiers", "모든 등급";
        any_type: "All types", "모든 종류";
        troubled_only: "Only those that cannot be read", "읽지 못하는 서비스만";
        troubled: "cannot be read", "읽지 못함";
        lifecycle: "Lifecycle", "생애 주기";
        tier: "Tier", "등급";
        sort: "Type", "종류";
        owner: "Owner", "담당";
        system: "System", "시스템";
        runs: "Runs now", "실행 중";
        nowhere: "nowhere", "없음";
        repository: "Repository", "저장소";
        empty: "No services yet", "아직 서비스가 없습니다";
        empty_text: "Name repositories in github.repositories. Slipway reads slipway.yaml and Backstage's catalog-info.yaml from each, and shows here what they say.", "github.repositories에 저장소를 적으세요. 각 저장소의 slipway.yaml과 Backstage의 catalog-info.yaml을 읽어 여기에 보여 줍니다.";
        no_match: "Nothing matches these filters", "조건에 맞는 서비스가 없습니다";
        no_match_text: "Loosen a filter, or clear all of them.", "조건을 줄이거나 모두 지워 보세요.";
        refresh: "Read again", "다시 읽기";
        reading: "Its repository is being read again. This page shows it as it was until then.", "저장소를 다시 읽는 중입니다. 그때까지는 이전 내용을 보여 줍니다.";
        stale: "What is shown here may be old: its repository cannot be read in full.", "저장소를 모두 읽지 못해 아래 내용이 오래되었을 수 있습니다.";
        as_of: "All of it could last be read", "모두 읽은 마지막 시각";
        never: "It never could be read in full.", "아직 모두 읽은 적이 없습니다.";
        whole_repository: "The repository", "저장소 전체";
        facts: "About", "개요";
        only_environments: "No repository speaks of this service; only its environments do.", "이 서비스를 설명하는 저장소가 없고 환경만 있습니다.";
        undeclared: "It has no slipway.yaml, so it cannot be rolled out from here.", "slipway.yaml이 없어 여기서 배포할 수 없습니다.";
        tags: "Tags", "태그";
        regions: "Regions", "리전";
        all_regions: "all", "전체";
        workflows: "Workflows", "워크플로";
        reference: "Branch or tag", "브랜치 또는 태그";
        entity: "In the catalogue", "카탈로그 이름";
        read_at: "Read", "읽은 시각";
        links: "Links", "링크";
        no_links: "No links are declared.", "등록된 링크가 없습니다.";
        relations: "Dependencies", "의존 관계";
        no_relations: "Nothing is said of what it depends on, and nothing says that it depends on it.", "의존 관계가 등록되어 있지 않습니다.";
        depends_on: "Depends on", "의존하는 대상";
        depended_on: "Is needed by", "이 서비스에 의존하는 대상";
        provides: "Provides APIs", "제공하는 API";
        provided_by: "Provided by", "제공하는 컴포넌트";
        consumes: "Uses APIs", "사용하는 API";
        consumed_by: "Used by", "사용하는 컴포넌트";
        part_of: "Part of", "소속";
        has_part: "Has parts", "구성 요소";
        others: "Other relations", "그 밖의 관계";
        places: "Environments and releases", "환경과 릴리스";
        no_places: "Nothing runs and no environments are there.", "실행 중인 릴리스와 환경이 없습니다.";
        nothing_runs: "no release", "릴리스 없음";
        rollouts: "Rollouts", "배포";
        no_rollouts: "None yet", "아직 없음";
        all_rollouts: "All of this service", "이 서비스의 모든 배포";
        entities: "In its repository", "저장소의 카탈로그";
        no_entities: "Its repository has no catalog-info.yaml.", "저장소에 catalog-info.yaml이 없습니다.";
        findings: "Findings", "점검 결과";
        raw: "As written", "원본";
        foreign: "a kind of its own", "별도 종류";
        roll_out: "Roll out", "배포";
        pipelines: "Pipelines", "파이프라인";
        to_environments: "Environments", "환경";
    }
}

use crate::i18n::Lang;

/// What the drawing says to those who cannot see it.
pub fn drawing(lang: Lang, name: &str, needed_by: usize, needs: usize) -> String {
    match lang {
        Lang::En => format!("{name} depends on {needs} others; {needed_by} others depend on it"),
        Lang::Ko => format!("{name}: 의존 대상 {needs}개, 이 서비스에 의존하는 대상 {needed_by}개"),
    }
}

use crate::i18n::Lang;
use domain::health::compare::{Declared, Item, Verdict};

crate::texts! {
    pub CompareText {
        title: "Regions compared", "리전 비교";
        shown: "What runs, and what differs", "실행 중인 것과 다른 점";
        none: "Nothing of it runs anywhere yet, so there is nothing to compare.", "아직 실행 중인 곳이 없어 비교할 내용이 없습니다.";
        what: "What", "항목";
        identical: "Identical", "동일";
        unexplained: "Unexplained", "설명 없음";
        unknown: "Not known", "알 수 없음";
        filled: "Declared: belongs to the place", "선언됨: 위치에 따른 값";
        preset: "Declared: the stage's preset", "선언됨: 단계별 프리셋";
        overridden: "Declared: by a request", "선언됨: 요청으로 지정";
        under_way: "Declared: on its way", "선언됨: 반영 중";
        follows: "Declared: follows from another", "선언됨: 다른 차이에 따름";
        file: "Declared: in slipway.yaml", "선언됨: slipway.yaml";
        left_out: "Declared: left out of the rollout", "선언됨: 배포에서 제외";
        stage: "Declared: another stage", "선언됨: 다른 단계";
        release: "Release", "릴리스";
        commit: "Commit", "커밋";
        artifact: "Artifact", "아티팩트";
        rollout: "Brought by", "배포 기록";
        state: "Health", "상태";
        probe: "Probe", "프로브";
        objective: "Objective", "목표";
        environment: "Template", "템플릿";
        template: "Template version", "템플릿 버전";
        drift: "Drift", "드리프트";
        absent: "not there", "없음";
    }
}

pub fn item(item: &Item) -> String {
    let text = CompareText::here();
    match item {
        Item::Release => text.release.to_owned(),
        Item::Commit => text.commit.to_owned(),
        Item::Artifact => text.artifact.to_owned(),
        Item::Rollout => text.rollout.to_owned(),
        Item::State => text.state.to_owned(),
        Item::Probe { name } => format!("{} {name}", text.probe),
        Item::Objective { name } => format!("{} {name}", text.objective),
        Item::Environment { .. } => text.environment.to_owned(),
        Item::Template { .. } => text.template.to_owned(),
        Item::Drift { .. } => text.drift.to_owned(),
        Item::Parameter { name, .. } | Item::Resource { name, .. } => name.clone(),
    }
}

/// What stands above the rows of one environment.
pub fn of_environment(lang: Lang, name: &str) -> String {
    match lang {
        Lang::En => format!("Environment {name}"),
        Lang::Ko => format!("환경 {name}"),
    }
}

/// What each place is held against; `first` is the place that stands first.
pub fn compared_to(lang: Lang, first: &str) -> String {
    match lang {
        Lang::En => {
            format!(
                "Each region is compared with the first of its stage, and each stage's first with {first}."
            )
        }
        Lang::Ko => format!(
            "각 리전은 같은 단계의 첫 리전과 비교하고, 각 단계의 첫 리전은 다음과 비교합니다: {first}."
        ),
    }
}

/// How many differences nothing explains.
pub fn unexplained(lang: Lang, differences: usize) -> String {
    match (lang, differences) {
        (Lang::En, 1) => "1 difference without a reason".to_owned(),
        (Lang::En, _) => format!("{differences} differences without a reason"),
        (Lang::Ko, _) => format!("설명되지 않은 차이 {differences}건"),
    }
}

/// What stands above everything that is the same in all places.
pub fn same(lang: Lang, rows: usize) -> String {
    match (lang, rows) {
        (Lang::En, 1) => "1 more that is the same everywhere".to_owned(),
        (Lang::En, rows) => format!("{rows} more that are the same everywhere"),
        (Lang::Ko, rows) => format!("모든 곳에서 동일한 항목 {rows}건"),
    }
}

/// `None` where there is nothing to say.
pub fn verdict(verdict: &Verdict) -> Option<&'static str> {
    let text = CompareText::here();
    Some(match verdict {
        Verdict::Identical => text.identical,
        Verdict::Unexplained => text.unexplained,
        Verdict::Unknown => text.unknown,
        Verdict::Absent => return None,
        Verdict::Declared { why } => match why {
            Declared::Filled => text.filled,
            Declared::Preset => text.preset,
            Declared::Override => text.overridden,
            Declared::UnderWay => text.under_way,
            Declared::Follows => text.follows,
            Declared::File => text.file,
            Declared::LeftOut => text.left_out,
            Declared::Stage => text.stage,
        },
    })
}

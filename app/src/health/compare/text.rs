use domain::health::compare::{Declared, Item, Verdict};

crate::texts! {
    pub CompareText {
        title: "Regions compared", "리전 비교";
        none: "It has no environments that could be compared.", "비교할 환경이 없습니다.";
        what: "What", "항목";
        same: "No region differs.", "모든 리전이 동일합니다.";
        differ: "differences without a reason", "건의 설명되지 않은 차이";
        identical: "Identical", "동일";
        unexplained: "Unexplained", "설명 없음";
        unknown: "Not known", "알 수 없음";
        filled: "Declared: belongs to the place", "선언됨: 위치에 따른 값";
        preset: "Declared: the stage's preset", "선언됨: 단계별 프리셋";
        overridden: "Declared: by a request", "선언됨: 요청으로 지정";
        under_way: "Declared: on its way", "선언됨: 반영 중";
        follows: "Declared: follows from another", "선언됨: 다른 차이에 따름";
        template: "Template version", "템플릿 버전";
        release: "Release", "릴리스";
        drift: "Drift", "드리프트";
        absent: "not there", "없음";
    }
}

pub fn item(item: &Item) -> String {
    let text = CompareText::here();
    match item {
        Item::Template => text.template.to_owned(),
        Item::Release => text.release.to_owned(),
        Item::Drift => text.drift.to_owned(),
        Item::Parameter { name } | Item::Resource { name } => name.clone(),
    }
}

pub fn verdict(verdict: &Verdict) -> &'static str {
    let text = CompareText::here();
    match verdict {
        Verdict::Identical => text.identical,
        Verdict::Unexplained => text.unexplained,
        Verdict::Unknown => text.unknown,
        Verdict::Declared { why } => match why {
            Declared::Filled => text.filled,
            Declared::Preset => text.preset,
            Declared::Override => text.overridden,
            Declared::UnderWay => text.under_way,
            Declared::Follows => text.follows,
        },
    }
}

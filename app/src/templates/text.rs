use crate::i18n::Lang;

crate::texts! {
    /// Texts of the catalogue and of a template's page.
    pub TemplateText {
        title: "Templates", "템플릿";
        hint: "Ordinary CloudFormation files. Choose one, say where, and Slipway builds it in every stage and region.", "일반 CloudFormation 파일입니다. 하나를 골라 위치를 정하면 Slipway가 모든 단계와 리전에 만듭니다.";
        none: "No templates yet", "아직 템플릿이 없습니다";
        none_text: "Put a CloudFormation file (YAML or JSON) into the templates folder; it appears here without a restart.", "템플릿 폴더에 CloudFormation 파일(YAML 또는 JSON)을 넣으면 재시작 없이 여기에 나타납니다.";
        request: "Request environment", "환경 요청";
        broken: "Cannot be used", "사용할 수 없음";
        broken_note: "This file has errors. It can be requested as soon as they are mended; nothing that runs is affected.", "이 파일에 오류가 있습니다. 고치면 바로 요청할 수 있으며 실행 중인 환경에는 영향이 없습니다.";
        overview: "Overview", "개요";
        parameters: "Parameters", "파라미터";
        used_by: "Used by", "사용 중";
        source: "Source", "원본";
        source_cut: "This is the beginning of a large file.", "큰 파일의 앞부분입니다.";
        source_whole: "The whole file", "전체 파일";
        builds: "What it builds", "만들어지는 것";
        as_table: "The same as a table", "표로 보기";
        choose_when: "Choose it when", "이럴 때 선택하세요";
        avoid_when: "Better not when", "이럴 때는 피하세요";
        alternatives: "Look also at", "함께 살펴볼 템플릿";
        presets: "Stage presets", "단계별 사전 설정";
        presets_hint: "What the form starts from in each stage.", "각 단계에서 양식이 시작하는 값입니다.";
        costs: "Cost a month", "월 비용";
        costs_hint: "An estimate from the template's own hints, with the presets of each stage.", "템플릿에 적힌 정보로 단계별 사전 설정에 따라 계산한 추정치입니다.";
        no_costs: "The template gives no cost hints.", "템플릿에 비용 정보가 없습니다.";
        findings: "Findings", "점검 결과";
        no_findings: "Nothing found.", "발견된 문제가 없습니다.";
        owner: "Looked after by", "담당";
        file_size: "Size", "크기";
        capabilities: "Needs", "필요 권한";
        outputs: "Outputs", "출력";
        name: "Name", "이름";
        kind: "Type", "유형";
        default: "Default", "기본값";
        allowed: "Must be", "허용 값";
        about: "About", "설명";
        filled: "filled in by the portal", "포털이 채움";
        secret: "secret", "비밀";
        required: "required", "필수";
        resource: "Resource", "리소스";
        leans_on: "Leans on", "의존 대상";
        condition: "Only if", "조건";
        line: "Line", "줄";
        environments: "Environment", "환경";
        nobody: "Nobody uses it yet", "아직 사용하는 곳이 없습니다";
        nobody_text: "Be the first: the form needs a service's name and a place.", "첫 번째 환경을 요청해 보세요. 서비스 이름과 위치만 있으면 됩니다.";
        error: "Error", "오류";
        warning: "Warning", "경고";
        info: "Note", "참고";
        about_template: "About this template", "템플릿 자세히 보기";
    }
}

/// "Used by 12 environments".
pub fn in_use(lang: Lang, count: i64) -> String {
    match (lang, count) {
        (Lang::En, 0) => "Not in use yet".to_owned(),
        (Lang::En, 1) => "1 environment".to_owned(),
        (Lang::En, count) => format!("{count} environments"),
        (Lang::Ko, 0) => "아직 사용하지 않음".to_owned(),
        (Lang::Ko, count) => format!("환경 {count}개"),
    }
}

/// "24 resources, 12 parameters".
pub fn extent(lang: Lang, resources: usize, parameters: usize) -> String {
    match lang {
        Lang::En => format!("{resources} resources · {parameters} parameters"),
        Lang::Ko => format!("리소스 {resources}개 · 파라미터 {parameters}개"),
    }
}

/// What those hear who do not see the drawing.
pub fn drawing(lang: Lang, title: &str, resources: usize, edges: usize) -> String {
    match lang {
        Lang::En => {
            format!("{title}: {resources} resources with {edges} connections; the table below says the same")
        }
        Lang::Ko => format!("{title}: 리소스 {resources}개, 연결 {edges}개. 같은 내용이 표로도 있습니다"),
    }
}

/// "line 12, column 3"; empty when it is about the whole file.
pub fn place(lang: Lang, line: u32, column: u32) -> String {
    match (lang, line, column) {
        (_, 0, _) => String::new(),
        (Lang::En, line, 0) => format!("line {line}"),
        (Lang::Ko, line, 0) => format!("{line}번째 줄"),
        (Lang::En, line, column) => format!("line {line}, column {column}"),
        (Lang::Ko, line, column) => format!("{line}번째 줄 {column}번째 칸"),
    }
}

/// "51 KB".
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        _ => format!("{} KB", bytes.div_ceil(1_024)),
    }
}

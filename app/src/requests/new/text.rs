use crate::i18n::Lang;

crate::texts! {
    /// Texts of the request form.
    pub FormText {
        create: "New environment", "새 환경";
        create_hint: "One form for all stages and regions. You see the plan of every target before anything is applied.", "모든 단계와 리전을 한 번에 요청합니다. 적용 전에 대상마다 계획을 확인할 수 있습니다.";
        update: "Change", "변경";
        update_hint: "Only what you change here is changed; everything else stays as it runs.", "여기서 바꾼 값만 변경되고 나머지는 그대로 유지됩니다.";
        delete: "Delete", "삭제";
        delete_hint: "Stacks are deleted with everything in them. Production is approved by somebody else first.", "스택과 그 안의 모든 것이 삭제됩니다. 상용은 다른 사람의 승인이 필요합니다.";
        amend: "Amend the request", "요청 수정";
        amend_hint: "It is planned again and shown for approval anew.", "계획을 다시 만들고 새로 승인을 받습니다.";
        parameter: "Parameter", "파라미터";
        no_costs: "The template gives no cost hints", "템플릿에 비용 정보가 없습니다";
        back_to_request: "Back to the request", "요청으로 돌아가기";
        template: "Template", "템플릿";
        template_change: "Choose another template", "다른 템플릿 선택";
        use_template: "Use this template", "이 템플릿 사용";
        about_template: "About this template", "이 템플릿 자세히 보기";
        broken: "cannot be used: its file has errors", "파일에 오류가 있어 사용할 수 없음";
        what: "What for", "무엇을 위해";
        service: "Service", "서비스";
        service_hint: "What runs in it. A name not seen before becomes a new service of your team.", "실행할 서비스입니다. 처음 쓰는 이름이면 우리 팀의 새 서비스가 됩니다.";
        name: "Environment name", "환경 이름";
        name_hint: "Only needed when the service has several in one stage and region.", "같은 단계와 리전에 여러 환경을 둘 때만 필요합니다.";
        reason: "Why", "사유";
        reason_hint: "Whoever approves reads this.", "승인자가 읽습니다.";
        where_to: "Where", "어디에";
        where_hint: "Tick cells, whole rows, whole columns, or everything.", "칸, 행, 열 또는 전체를 선택하세요.";
        all: "All", "전체";
        all_of: "All of", "전체:";
        no_approval: "no approval", "승인 불필요";
        home: "home", "홈 리전";
        not_there: "Nothing runs here.", "실행 중인 환경이 없습니다.";
        not_your_stage: "Your team may not use this stage.", "우리 팀이 사용할 수 없는 단계입니다.";
        values: "Values", "값";
        other_values: "Other values", "기타 값";
        no_values: "There is nothing to fill in.", "입력할 값이 없습니다.";
        shared_hint: "The same for all targets. Set one apart to give each target its own.", "모든 대상에 같은 값입니다. 대상마다 다르게 하려면 따로 지정하세요.";
        apart: "per target", "대상별";
        apart_long: "Give each target its own value", "대상마다 다른 값 지정";
        table: "Values that differ", "대상별로 다른 값";
        table_hint: "Empty cells take what stands in grey: the stage's preset, the default, or what runs now.", "빈 칸에는 회색으로 표시된 값(단계별 사전 설정, 기본값 또는 현재 값)이 적용됩니다.";
        table_empty: "Tick where it should run, and a column appears for each target.", "위치를 선택하면 대상마다 열이 나타납니다.";
        show_columns: "Show the columns", "열 표시";
        for_all: "All targets", "모든 대상";
        overridden: "differs", "다름";
        assigned: "given out", "자동 배정";
        filled: "The portal fills in", "포털이 채우는 값";
        choose: "Choose…", "선택…";
        required: "required", "필수";
        secret: "Hidden, and never stored in clear text.", "표시되지 않으며 평문으로 저장되지 않습니다.";
        unchanged: "unchanged", "변경 없음";
        list_hint: "Separate by commas.", "쉼표로 구분하세요.";
        use_fix: "Use", "적용";
        confirm: "Type the environment's name to confirm", "확인을 위해 환경 이름을 입력하세요";
        topology: "What it builds", "만들어지는 것";
        price: "Targets and cost", "대상과 비용";
        total: "All targets", "전체";
        ranges: "Address range", "주소 범위";
        overlap: "overlaps", "겹침:";
        approvals: "Who must approve", "승인자";
        nobody: "Nobody: a good plan is enough.", "승인 불필요: 계획에 문제가 없으면 적용됩니다.";
        check: "Findings", "점검 결과";
        scroll_hint: "Scroll sideways to see all targets.", "옆으로 스크롤하면 모든 대상이 보입니다.";
        drawing_hint: "Scroll the drawing, or see all of it on the template's page.", "그림을 스크롤하거나 템플릿 페이지에서 전체를 확인하세요.";
        clean: "The checks found nothing", "점검에서 발견된 것이 없습니다";
        said: "wants this to change:", "님의 의견:";
        check_hint: "Of the template. Each target's plan is checked again.", "템플릿 점검 결과입니다. 대상별 계획은 다시 점검합니다.";
        to_do: "Still to mend", "확인이 필요한 항목";
        nothing_chosen: "Nothing ticked yet.", "선택한 대상이 없습니다.";
        working: "Working it out…", "계산하는 중…";
        preview: "Preview", "미리 보기";
        send_none: "Tick at least one target", "대상을 하나 이상 선택하세요";
        sending: "Sending…", "보내는 중…";
        sent: "The request is on its way", "요청을 보냈습니다";
        save_draft: "Save draft", "임시 저장";
        kept: "Draft saved", "임시 저장됨";
        drafts: "Continue a draft", "임시 저장한 양식 이어서 작성";
        drop_draft: "Discard", "버리기";
        no_service: "no service yet", "서비스 미정";
        api: "Copy as API call", "API 호출로 복사";
        api_hint: "Sends exactly what this form would send.", "이 양식과 똑같은 내용을 보냅니다.";
        signed_out: "Your session has ended. Sign in in another tab, then send the form again: nothing is lost.", "세션이 만료되었습니다. 다른 탭에서 로그인한 뒤 다시 보내세요. 입력한 내용은 그대로 있습니다.";
        sign_in: "Sign in (new tab)", "로그인(새 탭)";
        may_not_amend: "This request cannot be amended", "수정할 수 없는 요청입니다";
        differ_default: "default", "기본값";
        differ_preset: "preset", "사전 설정";
        differ_previous: "runs now", "현재 값";
        differ_shared: "for all", "공통";
    }
}

/// What the button says: "Request 12 environments".
pub fn send(lang: Lang, action: super::super::form::Mode, amends: bool, count: usize) -> String {
    use super::super::form::Mode;
    let many = if count == 1 { "environment" } else { "environments" };
    match (lang, amends, action) {
        (Lang::En, true, _) => {
            format!("Resubmit for {count} {}", if count == 1 { "target" } else { "targets" })
        }
        (Lang::En, false, Mode::Create) => format!("Request {count} {many}"),
        (Lang::En, false, Mode::Update) => format!("Plan the change of {count} {many}"),
        (Lang::En, false, Mode::Delete) => format!("Plan the deletion of {count} {many}"),
        (Lang::Ko, true, _) => format!("{count}곳 다시 제출"),
        (Lang::Ko, false, Mode::Create) => format!("환경 {count}개 요청"),
        (Lang::Ko, false, Mode::Update) => format!("환경 {count}개 변경 계획"),
        (Lang::Ko, false, Mode::Delete) => format!("환경 {count}개 삭제 계획"),
    }
}

/// "1 team lead" below a stage.
pub fn needs(lang: Lang, required: u8, roles: &[domain::people::Role]) -> String {
    use crate::i18n::names;
    let names: Vec<&str> = roles.iter().map(|role| names::role(lang, *role)).collect();
    match lang {
        Lang::En => format!("{required} × {}", names.join(" or ")),
        Lang::Ko => format!("{} {required}명", names.join(" 또는 ")),
    }
}

use crate::i18n::Lang;

crate::texts! {
    /// Texts of incidents and of the status page.
    pub IncidentText {
        title: "Incidents", "장애";
        one: "Incident", "장애";
        subtitle: "What is wrong, since when, and who works on it.", "무엇이 언제부터 잘못되었고 누가 대응하는지 보여줍니다.";
        list: "Incidents, the newest first", "최신순 장애 목록";
        empty: "No incidents", "장애가 없습니다";
        empty_text: "Incidents open by themselves when services become unwell. What nothing measures can be opened by hand.", "서비스에 문제가 생기면 자동으로 열립니다. 측정되지 않는 문제는 직접 열 수 있습니다.";
        only_live: "Being worked on", "진행 중";
        all: "All", "전체";
        severity: "Severity", "심각도";
        page: "page", "호출";
        ticket: "ticket", "티켓";
        open: "open", "열림";
        acknowledged: "acknowledged", "확인됨";
        resolved: "resolved", "해결됨";
        regions: "Regions", "리전";
        opened: "Opened", "시작";
        ended: "Resolved", "해결";
        assignee: "Worked on by", "담당자";
        nobody: "nobody yet", "아직 없음";
        by: "by", "담당:";
        portal: "Slipway", "Slipway";
        new: "Open an incident", "장애 열기";
        name: "What is wrong", "무엇이 잘못되었나요";
        service: "Service", "서비스";
        stage: "Stage", "단계";
        which_regions: "Regions (none ticked: the whole service)", "리전 (선택하지 않으면 서비스 전체)";
        whole_service: "whole service", "서비스 전체";
        was: "was", "당시:";
        call: "Call whoever is on call", "당직자 호출";
        why: "What you saw", "관찰한 내용";
        create: "Open", "열기";
        on_call: "On call", "당직";
        on_call_now: "now", "지금";
        on_call_then: "then", "다음";
        after_them: "After them", "다음 당직";
        next_call: "Next call", "다음 호출";
        unless_seen: "unless somebody acknowledges", "(확인하는 사람이 없을 때)";
        on_call_until: "until", "까지";
        on_call_nobody: "nobody", "없음";
        strangers: "Nobody in the portal has these names", "포털에 없는 이름";
        rotation_problem: "The rotation cannot be read; what was read before holds.", "당직표를 읽을 수 없습니다. 이전 내용이 적용됩니다.";
        affected: "Where it is felt", "영향 범위";
        unwell: "unwell", "비정상";
        well: "well again", "정상 회복";
        since: "since", "시작";
        costs: "What it costs users now", "현재 사용자 영향";
        place: "Where", "위치";
        silencing: "Maintenance", "점검";
        timeline: "Timeline", "타임라인";
        actions: "Respond", "대응";
        acknowledge: "Acknowledge", "확인";
        assign: "Assign", "지정";
        assign_to: "Give it to", "담당자 지정";
        note: "Add note", "메모 추가";
        note_text: "Note", "메모";
        resolve: "Resolve", "해결";
        resolve_text: "What helped", "해결 방법";
        resolve_early: "Unwell still:", "아직 비정상:";
        resolve_early_means: "It is opened again, and whoever is on call is called, if it is not well in ten minutes. Announce maintenance if nobody should be called for it.", "10분 뒤에도 비정상이면 당직자를 다시 호출합니다. 호출하지 않으려면 점검을 등록하세요.";
        resolve_anyway: "Resolve it all the same", "그래도 해결 처리";
        reopen: "Reopen", "다시 열기";
        reopen_text: "Why again", "다시 여는 이유";
        did_open: "opened it", "장애를 열었습니다";
        did_unwell: "became unwell", "비정상";
        did_well: "is well again", "정상 회복";
        did_not_help: "is unwell still, ten minutes after it was resolved", "해결 처리 10분 후에도 비정상";
        did_call: "Called", "호출";
        did_call_next: "Nobody answered; called", "응답 없음, 다음 호출";
        did_call_nobody: "Nobody is on call who could be called", "호출할 당직자가 없습니다";
        did_acknowledge: "acknowledged it", "확인했습니다";
        did_assign: "gave it to", "담당자를 지정했습니다:";
        did_note: "noted", "메모";
        did_resolve: "resolved it", "해결했습니다";
        did_resolve_itself: "Resolved by itself: everything has been well for ten minutes", "자동 해결: 10분간 모두 정상";
        did_reopen: "opened it again", "다시 열었습니다";
        because_service: "same service", "같은 서비스";
        because_dependency: "depends on it or is depended on", "의존 관계";
        because_region: "same region, within minutes", "같은 리전, 수 분 이내";
        status: "Status", "서비스 현황";
        status_subtitle: "How our services are right now.", "지금 서비스 상태입니다.";
        status_label: "Services and regions", "서비스와 리전";
        status_empty: "Nothing runs here yet", "아직 운영 중인 서비스가 없습니다";
        status_empty_text: "Services appear once they are rolled out.", "배포된 서비스가 표시됩니다.";
        operational: "works", "정상";
        degraded: "degraded", "성능 저하";
        outage: "down", "중단";
        unknown: "unknown", "알 수 없음";
        not_here: "not here", "해당 없음";
        all_well: "All services work.", "모든 서비스가 정상입니다.";
        some_unwell: "Some services do not work as they should.", "일부 서비스에 문제가 있습니다.";
        some_unknown: "No disruption is known, but not everything is measured.", "알려진 문제는 없지만 측정되지 않는 서비스가 있습니다.";
        disruptions: "Disruptions of the last seven days", "최근 7일 장애";
        none_lately: "None.", "없습니다.";
        looked_at: "Somebody works on it", "대응 중";
        as_of: "as of", "기준:";
        sign_in: "Sign in", "로그인";
    }
}

/// How long a team has to acknowledge.
pub fn minutes_to_acknowledge(lang: Lang, minutes: i64) -> String {
    match lang {
        Lang::En => format!("{minutes} minutes to acknowledge, then the next one is called"),
        Lang::Ko => format!("{minutes}분 안에 확인하지 않으면 다음 사람을 호출합니다"),
    }
}

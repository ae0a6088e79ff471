crate::texts! {
    /// Texts of the page of freeze windows.
    pub FreezeText {
        title: "Freeze windows", "배포 동결";
        subtitle: "While a freeze lasts, forward rollouts wait; rollbacks always pass. During maintenance, measurements do not count.", "동결 기간에는 새 배포가 기다리고 롤백은 언제나 진행됩니다. 점검 중에는 측정 결과를 반영하지 않습니다.";
        list: "What is frozen next", "다가오는 배포 동결";
        empty: "Nothing is frozen", "배포 동결 기간이 없습니다";
        empty_text: "Team leads make freeze windows here, and whoever responds to incidents announces maintenance; calendars and fixed windows stand in the configuration.", "팀 리드가 여기에서 동결 기간을 만들고, 장애에 대응하는 사람이 점검을 알립니다. 캘린더와 고정 기간은 설정에 있습니다.";
        now: "holds now", "지금 동결 중";
        over: "over", "끝남";
        ended: "ended early", "조기 종료됨";
        weekly: "every week", "매주";
        everybody: "all teams", "모든 팀";
        all_stages: "all stages", "모든 단계";
        all_regions: "all regions", "모든 리전";
        own_clocks: "by each region's own clocks", "리전별 현지 시각 기준";
        configuration: "from the configuration", "설정";
        calendar: "from the calendar", "캘린더:";
        by: "made by", "만든 사람:";
        end: "End now", "지금 종료";
        delete: "Delete", "삭제";
        calendars: "Calendars", "캘린더";
        read_at: "read", "읽음";
        never_read: "could never be read", "아직 읽지 못함";
        kept: "What was read before still holds.", "이전에 읽은 내용이 그대로 적용됩니다.";
        new: "New freeze window", "새 배포 동결";
        name: "What people call it", "이름";
        kind: "What it means", "종류";
        kind_freeze: "Forward rollouts wait", "새 배포 대기";
        kind_maintenance: "Maintenance: measurements do not count", "점검: 측정 결과를 반영하지 않음";
        maintenance: "maintenance", "점검";
        silence: "Silence…", "알림 중지…";
        announce: "Announce maintenance", "점검 알리기";
        team: "Whose rollouts", "대상 팀";
        service: "Which service", "대상 서비스";
        all_services: "all of the team's", "팀의 모든 서비스";
        stages: "Stages (none ticked: all)", "단계 (선택하지 않으면 모두)";
        regions: "Regions (none ticked: all)", "리전 (선택하지 않으면 모두)";
        zone: "Whose clocks", "기준 시각";
        repeats: "When", "시기";
        once: "Once", "한 번";
        every_week: "Every week", "매주";
        from: "From", "시작";
        until: "Until", "끝";
        from_day: "From (day of the week)", "시작 요일";
        until_day: "Until (day of the week)", "끝 요일";
        from_time: "From (time)", "시작 시각";
        until_time: "Until (time)", "끝 시각";
        why: "Why", "사유";
        create: "Freeze", "동결하기";
        mon: "Monday", "월요일";
        tue: "Tuesday", "화요일";
        wed: "Wednesday", "수요일";
        thu: "Thursday", "목요일";
        fri: "Friday", "금요일";
        sat: "Saturday", "토요일";
        sun: "Sunday", "일요일";
    }
}

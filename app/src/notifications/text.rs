crate::texts! {
    /// Texts of the list of notifications and of its settings.
    pub NotificationText {
        title: "Notifications", "알림";
        subtitle: "What happened that concerns you. The newest comes first.", "나와 관련된 일입니다. 최신 알림이 먼저 나옵니다.";
        list: "What you were told", "받은 알림";
        unread: "unread", "읽지 않음";
        only_unread: "Only unread", "읽지 않은 알림만";
        everything: "Everything", "모든 알림";
        read_all: "Mark all as read", "모두 읽음으로 표시";
        read: "Mark as read", "읽음으로 표시";
        empty: "Nothing to tell", "알림이 없습니다";
        empty_text: "Approvals that wait for you, and how your requests and rollouts end, appear here.", "나를 기다리는 승인과, 내 요청과 배포의 결과가 여기에 표시됩니다.";
        to_settings: "Notification settings", "알림 설정";
        settings_subtitle: "What you hear of and how, and where your teams hear of it.", "무엇을 어떻게 받을지, 팀은 어디에서 받을지 정합니다.";
        own: "What you hear of", "내가 받는 알림";
        kind: "What", "종류";
        in_portal: "In the portal", "포털";
        by_mail: "By mail", "이메일";
        email: "Mail goes to", "받는 이메일";
        email_hint: "Left blank, no mail is sent.", "비워 두면 메일을 보내지 않습니다.";
        no_mail: "This portal has no mail server, so no mail is sent.", "이 포털에는 메일 서버가 없어 메일을 보내지 않습니다.";
        lang: "Language", "언어";
        channels: "Channels of your teams", "팀 채널";
        no_channels: "Your teams have no channels yet.", "아직 팀 채널이 없습니다.";
        new_channel: "New channel", "새 채널";
        no_team: "You are in no team that could have one.", "채널을 만들 수 있는 팀에 속해 있지 않습니다.";
        label: "Name", "이름";
        team: "Team", "팀";
        means: "How", "방식";
        slack: "Slack-compatible webhook", "Slack 호환 웹훅";
        webhook: "Signed webhook", "서명된 웹훅";
        mail: "Mail", "이메일";
        target: "Web address, or mail addresses with commas", "웹 주소, 또는 쉼표로 구분한 이메일 주소";
        target_hint: "It is sealed, and never shown again.", "암호화하여 보관하며 다시 표시하지 않습니다.";
        secret: "Secret of a signed webhook", "서명된 웹훅의 비밀 키";
        secret_hint: "Left blank, one is made and shown once.", "비워 두면 새로 만들어 한 번만 표시합니다.";
        secret_made: "Receivers verify signatures with this secret. It is shown this once.", "수신 측은 이 비밀 키로 서명을 확인합니다. 지금 한 번만 표시합니다.";
        kinds: "What (none ticked: everything)", "종류 (선택하지 않으면 모두)";
        create: "Make channel", "채널 만들기";
        test: "Send a test message", "시험 메시지 보내기";
        delete: "Delete", "삭제";
        deliveries: "What went out", "보낸 기록";
        no_deliveries: "Nothing has gone out yet.", "아직 보낸 기록이 없습니다.";
        to: "To", "받는 곳";
        state: "State", "상태";
        waiting: "on its way", "보내는 중";
        sent: "sent", "보냄";
        failed: "failed", "실패";
        only_failed: "Only failures", "실패만";
        tries: "Tries", "시도";
        resend: "Send again", "다시 보내기";
    }
}

use crate::ui::Dialog;
use leptos::prelude::*;

crate::texts! {
    /// What the keys do.
    HelpText {
        title: "Keyboard shortcuts", "키보드 단축키";
        palette: "Search, or go anywhere", "검색하거나 어디로든 이동";
        search: "Go to the search of this page", "이 페이지의 검색으로 이동";
        next: "Next or previous in a list", "목록에서 다음 또는 이전";
        open: "Open", "열기";
        cells: "Move between the matrix's cells", "매트릭스 셀 사이 이동";
        peek: "Peek at an environment", "환경 미리 보기";
        compare: "Compare two environments", "두 환경 비교";
        close: "Close what is open", "열린 것 닫기";
        help: "Show this", "이 도움말 보기";
    }
}

/// Id of the dialog.
pub const HELP: &str = "keyboard-help";

#[component]
pub fn KeyboardHelp() -> impl IntoView {
    let text = HelpText::here();
    let keys: [(&[&str], &str); 9] = [
        (&["Ctrl K", "⌘ K"], text.palette),
        (&["/"], text.search),
        (&["J", "K"], text.next),
        (&["Enter"], text.open),
        (&["←", "↑", "→", "↓"], text.cells),
        (&["Space"], text.peek),
        (&["D"], text.compare),
        (&["Esc"], text.close),
        (&["?"], text.help),
    ];
    let rows = keys.map(|(keys, does)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view();
        view! { <dt>{keys}</dt><dd>{does}</dd> }
    });
    view! {
        <Dialog id=HELP title=text.title>
            <div class="body"><dl class="facts">{rows.into_iter().collect_view()}</dl></div>
        </Dialog>
    }
}

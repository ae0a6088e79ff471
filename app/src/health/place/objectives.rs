use crate::health::facts::burning;
use crate::health::text::{self, HealthText};
use crate::i18n::{Lang, lang};
use crate::ui::Time;
use domain::health::{Indicator, Objective};
use leptos::prelude::*;

/// What the service promises its users here, and how much of it is used up; nothing where it promises nothing.
pub fn objectives(promised: &[Objective]) -> Option<AnyView> {
    if promised.is_empty() {
        return None;
    }
    let title = HealthText::here().objectives;
    let items = promised.iter().map(one).collect_view();
    Some(
        view! {
            <section class="card" id="objectives">
                <header><h2>{title}</h2></header>
                <ul class="body objectives">{items}</ul>
            </section>
        }
        .into_any(),
    )
}

fn one(objective: &Objective) -> AnyView {
    let text = HealthText::here();
    let alert = objective.alerts.iter().max_by_key(|alert| (alert.severity, alert.tenths));
    let alert = alert.map(|alert| {
        view! { <p>{text.burns}" "{burning(&alert.objective, alert.tenths, alert.minutes)}" "{text.since}" "<Time at=alert.since/></p> }
    });
    view! {
        <li>
            <p><strong>{objective.slo.name.clone()}</strong>" "<span class="faint">{promise(lang(), objective)}</span></p>
            {left(objective)}
            {alert}
        </li>
    }
    .into_any()
}

/// How much of the budget is left, drawn and in words.
fn left(objective: &Objective) -> AnyView {
    let text = HealthText::here();
    let Some(used) = objective.budget.used_permille else {
        return view! { <p class="faint">{text.nothing_seen}</p> }.into_any();
    };
    let left = 1000_u32.saturating_sub(used);
    let words = match used {
        ..=1000 => format!("{}: {}", text.budget_left, text::permille(left)),
        over => format!("{}: {}", text.budget_over, text::permille(over - 1000)),
    };
    let meter = if objective.budget.spent() { "budget over" } else { "budget" };
    let seen = objective.measured_since.map(|since| {
        view! { <span class="faint">{text.measured_since}" "<Time at=since/></span> }
    });
    view! {
        <label class=meter>
            <meter min="0" max="1000" low="250" optimum="1000" value=left></meter>
            <span>{words}</span>
        </label>
        {seen}
    }
    .into_any()
}

/// "99.9 % without error", "99 % with p95 ≤ 300 ms".
fn promise(lang: Lang, objective: &Objective) -> String {
    let target = text::share_of_million(objective.slo.target_ppm);
    match (lang, objective.slo.indicator) {
        (Lang::En, Indicator::Availability) => format!("{target} of requests without an error"),
        (Lang::Ko, Indicator::Availability) => format!("요청의 {target} 오류 없음"),
        (Lang::En, Indicator::Latency { percentile, at_most_millis }) => {
            format!("{target} of requests while {} ≤ {at_most_millis} ms", percentile.as_str())
        }
        (Lang::Ko, Indicator::Latency { percentile, at_most_millis }) => {
            format!("요청의 {target}에서 {} ≤ {at_most_millis} ms", percentile.as_str())
        }
    }
}

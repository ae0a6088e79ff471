use super::super::text::{self, RunText};
use crate::i18n;
use crate::ssr;
use crate::ui::address::escape_into;
use domain::PortalError;
use domain::pipeline::{LineKind, LogLine, RunJob};
use domain::view::{LogView, RunView};
use leptos::prelude::*;

/// Id of the section that a log stands in.
pub const LOG: &str = "log";

/// A job with its log, or why that cannot be had.
pub struct Shown {
    pub job: RunJob,
    pub log: Result<LogView, PortalError>,
}

/// The job that the address names; else the first that failed, because people come for that.
pub fn chosen<'a>(jobs: &'a [RunJob], wanted: &str) -> Option<&'a RunJob> {
    let named = jobs.iter().find(|job| job.id == wanted);
    named.or_else(|| jobs.iter().find(|job| job.state.went_wrong()))
}

pub fn log(run: &RunView, shown: Option<Shown>) -> Option<AnyView> {
    run.run.as_ref()?;
    let text = RunText::here();
    let Some(Shown { job, log }) = shown else {
        let hint =
            if run.jobs.iter().any(|job| job.state.is_done()) { text.choose_job } else { text.log_later };
        return Some(section(text.log.to_owned(), view! { <p class="faint">{hint}</p> }.into_any()));
    };
    let title = format!("{} {}", text.log_of, job.name);
    let url = run.run.as_ref().map(|run| run.url.clone()).unwrap_or_default();
    let content = match log {
        Ok(log) => lines(&log, &title, url),
        Err(_) if !job.state.is_done() => view! { <p class="faint">{text.log_later}</p> }.into_any(),
        Err(error) => {
            let told = i18n::told(ssr::lang(), &error.message);
            view! { <p>{told}" "<a href=url target="_blank" rel="noreferrer">{text.on_github}</a></p> }
                .into_any()
        }
    };
    Some(section(title, content))
}

fn section(title: String, content: AnyView) -> AnyView {
    view! {
        <section class="card" id=LOG>
            <header><h2>{title}</h2></header>
            <div class="body">{content}</div>
        </section>
    }
    .into_any()
}

fn lines(log: &LogView, title: &str, url: String) -> AnyView {
    let text = RunText::here();
    if log.lines.is_empty() {
        return view! { <p class="faint">{text.log_empty}</p> }.into_any();
    }
    let cut = log.cut.then(|| {
        view! {
            <p class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <span>{text::cut(ssr::lang(), log.shown, log.whole)}" "<a href=url target="_blank" rel="noreferrer">{text.on_github}</a></span>
            </p>
        }
    });
    view! {
        {cut}
        <pre class="log" tabindex="0" role="region" aria-label=title.to_owned() inner_html=html(&log.lines)></pre>
    }
    .into_any()
}

/// Thousands of lines are written as one text: every character of a log is escaped.
fn html(lines: &[LogLine]) -> String {
    let mut html = String::new();
    for line in lines {
        let class = match line.kind {
            LineKind::Plain => "",
            LineKind::Group => "group",
            LineKind::Command => "command",
            LineKind::Notice => "notice",
            LineKind::Warning => "warning",
            LineKind::Error => "error",
        };
        html.push_str(&format!("<span class=\"{class}\"><i>"));
        escape_into(&mut html, line.time.as_deref().unwrap_or_default());
        html.push_str("</i>");
        escape_into(&mut html, &line.text);
        html.push_str("\n</span>");
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_log_is_html() {
        let lines = domain::pipeline::lines(
            "2026-11-26T10:00:00Z ##[error]<script>alert(1)</script>\n\"&\" <img src=x onerror=alert(1)>",
        );
        let html = html(&lines);
        assert_eq!(
            html.matches('<').count(),
            html.matches("<span").count() * 2 + html.matches("<i>").count() * 2
        );
        assert!(html.contains("&lt;script&gt;") && html.contains("class=\"error\""), "{html}");
    }
}

use super::text::AuditText;
use crate::ui::Digest;
use domain::audit::AuditEvent;
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

/// What was done in a sentence, with the values from before and after folded away.
#[component]
pub fn Changes(event: AuditEvent, sentence: String) -> impl IntoView {
    let text = AuditText::here();
    let rows = differences(&event.note.before, &event.note.after);
    let table = if rows.is_empty() {
        view! { <p class="faint">{text.no_changes}</p> }.into_any()
    } else {
        let rows = rows.into_iter().map(|change| {
            view! {
                <tr>
                    <th scope="row" class="mono">{change.path}</th>
                    <td class="mono break">{change.before.map(|value| view! { <del>{value}</del> })}</td>
                    <td class="mono break">{change.after.map(|value| view! { <ins>{value}</ins> })}</td>
                </tr>
            }
        });
        view! {
            <table class="changes">
                <thead>
                    <tr>
                        <th scope="col">{text.field}</th>
                        <th scope="col">{text.before}</th>
                        <th scope="col">{text.after}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <details>
            <summary data-row="">{sentence}</summary>
            {table}
            <p class="faint">"#"{event.seq}" · "{text.hash}" "<Digest digest=event.hash/></p>
        </details>
    }
}

/// One value that is not what it was.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    /// Where in the document: `targets.0.status`.
    path: String,
    before: Option<String>,
    after: Option<String>,
}

fn differences(before: &Value, after: &Value) -> Vec<Change> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flatten("", before, &mut old);
    flatten("", after, &mut new);
    let paths: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changes = paths.into_iter().map(|path| Change {
        path: path.clone(),
        before: old.get(path).cloned(),
        after: new.get(path).cloned(),
    });
    changes.filter(|change| change.before != change.after).collect()
}

/// Every leaf with its path. Nothing and empty things leave no trace.
fn flatten(path: &str, value: &Value, leaves: &mut BTreeMap<String, String>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Null => {}
        Value::Object(fields) => fields.iter().for_each(|(name, value)| flatten(&below(name), value, leaves)),
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                flatten(&below(&place.to_string()), value, leaves);
            }
        }
        Value::String(text) => {
            leaves.insert(path.to_owned(), text.clone());
        }
        other => {
            leaves.insert(path.to_owned(), other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_listed_with_its_path() {
        let before = json!({"status": "planning", "targets": [{"region": "us-east-1"}], "same": 1});
        let after = json!({"status": "failed", "targets": [{"region": "us-east-1"}, {"region": "eu-west-3"}], "same": 1});
        let change = |path: &str, before: Option<&str>, after: Option<&str>| Change {
            path: path.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        assert_eq!(
            differences(&before, &after),
            [
                change("status", Some("planning"), Some("failed")),
                change("targets.1.region", None, Some("eu-west-3")),
            ]
        );
        assert_eq!(differences(&Value::Null, &json!("whole")), [change("", None, Some("whole"))]);
    }
}

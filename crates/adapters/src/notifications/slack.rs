//! What Slack's incoming webhooks take, and whatever speaks like them.

use serde_json::{Value, json};
use services::ports::Letter;

/// Slack's limits, in characters.
const LONGEST_TITLE: usize = 150;
const LONGEST_SECTION: usize = 2_900;

/// Blocks for those that show them, and a line of text for notifications and everybody else.
pub fn body(letter: &Letter) -> Value {
    let message = &letter.message;
    let lines: Vec<String> = message.lines.iter().map(|line| escaped(line)).collect();
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": shortened(&message.title, LONGEST_TITLE), "emoji": false },
    })];
    if !lines.is_empty() {
        let text = shortened(&lines.join("\n"), LONGEST_SECTION);
        blocks
            .push(json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } }));
    }
    let mut button = json!({
        "type": "button",
        "text": { "type": "plain_text", "text": message.action },
        "url": letter.link,
        "action_id": "open",
    });
    if message.urgent {
        button["style"] = json!("primary");
    }
    blocks.push(json!({ "type": "actions", "elements": [button] }));
    json!({ "text": format!("{} <{}|{}>", escaped(&message.title), letter.link, message.action), "blocks": blocks })
}

/// Nothing of it is a link, a mention or a channel: Slack's three control characters.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some(_) => text.chars().take(longest - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

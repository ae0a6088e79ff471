//! Carrying notices out: mail, Slack's incoming webhooks, signed webhooks.

mod mail;
mod sign;
mod slack;
mod webhook;

pub use mail::{MailOptions, MailSecurity, MailSetupError};

use crate::outbound::{Answer, Outbound, OutboundError, OutboundRules};
use async_trait::async_trait;
use domain::notification::SendFailure;
use http::header;
use mail::Mail;
use services::ports::{Address, Letter, Messenger};
use std::time::Duration;

/// How notices leave the portal.
#[derive(Clone, Debug)]
pub struct MessengerOptions {
    /// `None`: no mail.
    pub mail: Option<MailOptions>,
    pub outbound: OutboundRules,
    /// For one try.
    pub timeout: Duration,
}

/// Sends by whatever way a letter names.
pub struct Messengers {
    mail: Option<Mail>,
    outbound: Outbound,
}

impl Messengers {
    /// # Errors
    /// When the system's roots of trust cannot be read, or the mail's options do not fit.
    pub fn new(options: MessengerOptions) -> Result<Self, MailSetupError> {
        let mail = options.mail.map(|mail| Mail::new(&mail, options.timeout)).transpose()?;
        Ok(Messengers { mail, outbound: Outbound::new(options.outbound, options.timeout)? })
    }
}

#[async_trait]
impl Messenger for Messengers {
    async fn send(&self, letter: &Letter) -> Result<(), SendFailure> {
        match &letter.to {
            Address::Email(to) => match &self.mail {
                Some(mail) => mail.send(letter, to).await,
                None => Err(SendFailure::lasting("this portal has no mail server")),
            },
            Address::Slack { url } => {
                judged(self.outbound.post(url, slack::body(letter).to_string(), []).await)
            }
            Address::Webhook { url, secret } => {
                let body = webhook::body(letter).to_string();
                let headers = sign::headers(letter, secret, &body).map_err(SendFailure::lasting)?;
                judged(self.outbound.post(url, body, headers).await)
            }
        }
    }

    fn host_of(&self, url: &str) -> Result<String, String> {
        self.outbound.guard().parse(url).map(|(_, host)| host)
    }

    fn sends_mail(&self) -> bool {
        self.mail.is_some()
    }

    async fn ping(&self) -> Option<Result<(), String>> {
        Some(self.mail.as_ref()?.ping().await)
    }
}

/// What an answer means: 2xx is well; time-outs, 429 and 5xx may pass; everything else stays.
fn judged(answer: Result<Answer, OutboundError>) -> Result<(), SendFailure> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(OutboundError::Refused(why)) => return Err(SendFailure::lasting(why)),
        Err(OutboundError::Unreachable(why)) => return Err(SendFailure::passing(why)),
    };
    let reason = format!("HTTP {}{}", answer.status, first_line(&answer.body));
    match answer.status {
        200..=299 => Ok(()),
        408 | 425 | 429 | 500..=599 => {
            let after = answer.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
            let seconds = after.and_then(|seconds| seconds.trim().parse::<i64>().ok());
            let retry_after_millis = seconds.map(|seconds| seconds.saturating_mul(1000));
            Err(SendFailure { retry_after_millis, ..SendFailure::passing(reason) })
        }
        300..=399 => Err(SendFailure::lasting(format!("{reason}; redirects are not followed"))),
        _ => Err(SendFailure::lasting(reason)),
    }
}

/// Enough of an answer to know why.
fn first_line(body: &str) -> String {
    let line: String =
        body.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(120).collect();
    if line.is_empty() { line } else { format!(": {line}") }
}

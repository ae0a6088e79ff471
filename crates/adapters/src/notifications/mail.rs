//! Mail by SMTP: text and HTML in one message.

use domain::notification::SendFailure;
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};
use services::ports::Letter;
use std::time::Duration;

/// The mail server.
#[derive(Clone, Debug)]
pub struct MailOptions {
    pub host: String,
    pub port: u16,
    pub security: MailSecurity,
    /// User and password.
    pub credentials: Option<(String, SecretString)>,
    /// Whom mail comes from: `Slipway <slipway@example.com>`.
    pub from: String,
}

/// How the way to the mail server is kept secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailSecurity {
    /// In the open first, then TLS, or nothing is sent.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In the open. Only for a server on the same machine.
    None,
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    #[error("nobody can send from that address: {0}")]
    From(#[from] lettre::address::AddressError),
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] lettre::transport::smtp::Error),
    #[error("the system's certificates cannot be read: {0}")]
    Roots(#[from] std::io::Error),
}

pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    pub fn new(options: &MailOptions, timeout: Duration) -> Result<Self, MailSetupError> {
        let from: Mailbox = options.from.parse()?;
        let tls = || TlsParameters::new(options.host.clone());
        let tls = match options.security {
            MailSecurity::StartTls => Tls::Required(tls()?),
            MailSecurity::Tls => Tls::Wrapper(tls()?),
            MailSecurity::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&options.host)
            .port(options.port)
            .tls(tls)
            .timeout(Some(timeout));
        if let Some((user, password)) = &options.credentials {
            builder =
                builder.credentials(Credentials::new(user.clone(), password.expose_secret().to_owned()));
        }
        Ok(Mail { transport: builder.build(), from })
    }

    pub async fn ping(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the mail server does not take a greeting".to_owned()),
            Err(error) => Err(told(&error)),
        }
    }

    pub async fn send(&self, letter: &Letter, to: &[String]) -> Result<(), SendFailure> {
        let message = self.message(letter, to).map_err(SendFailure::lasting)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            // The server said no for good: an unknown recipient, say.
            Err(error) if error.is_permanent() => Err(SendFailure::lasting(told(&error))),
            Err(error) => Err(SendFailure::passing(told(&error))),
        }
    }

    fn message(&self, letter: &Letter, to: &[String]) -> Result<Message, String> {
        let domain = self.from.email.domain();
        let mut builder = Message::builder()
            .from(self.from.clone())
            // The same when it is sent again, so that mailboxes can tell.
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .subject(letter.message.title.clone());
        for address in to {
            let address: Mailbox = address.parse().map_err(|error| format!("{address}: {error}"))?;
            builder = builder.to(address);
        }
        let body = MultiPart::alternative_plain_html(text(letter), html(letter));
        builder.multipart(body).map_err(|error| error.to_string())
    }
}

/// What the server said, or what kept it from being reached.
fn told(error: &lettre::transport::smtp::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

fn text(letter: &Letter) -> String {
    let message = &letter.message;
    format!("{}\n\n{}\n\n{}\n{}\n", message.title, message.lines.join("\n"), message.action, letter.link)
}

fn html(letter: &Letter) -> String {
    let message = &letter.message;
    let lines: String = message.lines.iter().map(|line| format!("<p>{}</p>", escaped(line))).collect();
    format!(
        "<!doctype html><html><body><h1 style=\"font-size:1.2em\">{}</h1>{lines}<p><a href=\"{}\">{}</a></p></body></html>",
        escaped(&message.title),
        escaped(&letter.link),
        escaped(message.action)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

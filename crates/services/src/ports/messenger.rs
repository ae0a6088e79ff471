use async_trait::async_trait;
use domain::Timestamp;
use domain::ids::DeliveryId;
use domain::notification::{Message, Notice, SendFailure};

/// Carries notices out of the portal.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// Sends one. The same letter may come twice after a crash; its id lets receivers tell.
    async fn send(&self, letter: &Letter) -> Result<(), SendFailure>;

    /// The host of an address that may be called, or why it may not.
    fn host_of(&self, url: &str) -> Result<String, String>;

    fn sends_mail(&self) -> bool;

    /// Whether the mail server answers; `None`: there is none.
    async fn ping(&self) -> Option<Result<(), String>>;
}

/// A notice, ready to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    pub id: DeliveryId,
    pub notice: Notice,
    /// In the recipient's language.
    pub message: Message,
    /// What its button opens.
    pub link: String,
    /// When it is sent.
    pub at: Timestamp,
    pub to: Address,
}

/// Where a letter goes. Not to be printed: addresses of webhooks open doors.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    Email(Vec<String>),
    /// An incoming webhook as Slack has them.
    Slack {
        url: String,
    },
    /// By the Standard Webhooks specification.
    Webhook {
        url: String,
        secret: String,
    },
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Address::Email(_) => "Email(…)",
            Address::Slack { .. } => "Slack(…)",
            Address::Webhook { .. } => "Webhook(…)",
        })
    }
}

//! Typed ids: opaque strings with a prefix that tells what they name. They are made outside (UUIDv7).

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// What every id of this type starts with.
            pub const PREFIX: &'static str = $prefix;

            /// Puts the prefix before a unique text.
            pub fn from_unique(unique: &str) -> Self {
                Self(format!("{}_{unique}", Self::PREFIX))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Somebody who acts: a person, or the portal itself.
    ActorId = "usr";
    ServiceId = "svc";
    EnvironmentId = "env";
    RequestId = "req";
    JobId = "job";
    /// A personal access token's record; never the token.
    TokenId = "pat";
    /// A half-filled form.
    DraftId = "drf";
    ReleaseId = "rel";
    RolloutId = "rol";
    FreezeId = "frz";
    DelegationId = "dlg";
    LaunchId = "lch";
    IncidentId = "inc";
    /// Something worth telling.
    NoticeId = "ntc";
    /// A notice in one person's list.
    NotificationId = "ntf";
    /// Where a team hears of things.
    ChannelId = "chn";
    /// A notice on its way out.
    DeliveryId = "dlv";
}

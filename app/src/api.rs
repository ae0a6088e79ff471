//! What every server function shares: its error.

use domain::{ErrorCode, PortalError};
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Why a server function did not do it, with the request id that the portal's own records carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{error}")]
pub struct Failure {
    #[serde(flatten)]
    pub error: PortalError,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<PortalError> for Failure {
    /// Records the cause, and gives the answer to scripts its status.
    fn from(error: PortalError) -> Self {
        crate::ssr::report(&error);
        crate::ssr::set_status_for_scripts(error.code.status());
        Failure { error, request_id: crate::ssr::request_id() }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<leptos::wasm_split::SplitLoaderError> for Failure {
    fn from(error: leptos::wasm_split::SplitLoaderError) -> Self {
        let message = "A part of this page could not be fetched. Nothing was changed; load the page again.";
        Failure { error: PortalError::new(ErrorCode::Unavailable, message).because(error), request_id: None }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        let code = match &value {
            ServerFnErrorErr::Request(_) => ErrorCode::Unavailable,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => ErrorCode::Invalid,
            _ => ErrorCode::Internal,
        };
        let message = match code {
            ErrorCode::Unavailable => {
                "Slipway does not answer. Nothing was sent; check the connection and try again."
            }
            ErrorCode::Invalid => "Slipway did not understand what was sent. Nothing was changed.",
            _ => "Slipway could not finish this. Look whether it took effect before you try again.",
        };
        Failure { error: PortalError::new(code, message).because(value), request_id: None }
    }
}

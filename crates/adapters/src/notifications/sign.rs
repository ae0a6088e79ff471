//! Signatures by the Standard Webhooks specification.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, HeaderValue};
use services::ports::Letter;
use sha2::Sha256;

const PREFIX: &str = "whsec_";

/// The three headers that go with a body. The id stays the same when a letter is sent again.
pub fn headers(letter: &Letter, secret: &str, body: &str) -> Result<[(HeaderName, HeaderValue); 3], String> {
    let (id, seconds) = (letter.id.as_str(), letter.at.0 / 1000);
    let signature = signature(secret, id, seconds, body)?;
    let value = |text: &str| HeaderValue::from_str(text).map_err(|error| error.to_string());
    Ok([
        (HeaderName::from_static("webhook-id"), value(id)?),
        (HeaderName::from_static("webhook-timestamp"), HeaderValue::from(seconds)),
        (HeaderName::from_static("webhook-signature"), value(&signature)?),
    ])
}

fn signature(secret: &str, id: &str, seconds: i64, body: &str) -> Result<String, String> {
    let broken = || "the channel's secret is broken; make the channel anew".to_owned();
    let key = secret.strip_prefix(PREFIX).and_then(|key| BASE64.decode(key).ok()).ok_or_else(broken)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| broken())?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Ok(format!("v1,{}", BASE64.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_s_own_example_is_signed_as_it_says() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert!(signature("hunter2", "id", 0, "").is_err());
    }
}

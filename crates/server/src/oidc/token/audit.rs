//! What the audit log is told of a token request.

use genkan_oauth::Parameters;

use crate::audit_log::Entry;

/// Parameters that are kept; all others are secrets or of no use later.
const KEPT: [&str; 7] =
    ["grant_type", "client_id", "scope", "resource", "organization_id", "redirect_uri", "subject_token_type"];
/// Longest value that is kept, in bytes.
const VALUE_BYTES: usize = 256;

/// Names the event after the grant and keeps what was asked.
pub(super) fn describe(entry: &mut Entry, parameters: &Parameters) {
    entry.key = match parameters.get("grant_type") {
        Some("authorization_code") => "ExchangeTokenBy.AuthorizationCode",
        Some("refresh_token") => "ExchangeTokenBy.RefreshToken",
        Some("client_credentials") => "ExchangeTokenBy.ClientCredentials",
        Some("urn:ietf:params:oauth:grant-type:token-exchange") => "ExchangeTokenBy.TokenExchange",
        Some("urn:ietf:params:oauth:grant-type:device_code") => "ExchangeTokenBy.DeviceCode",
        _ => "ExchangeTokenBy.Unknown",
    }
    .into();
    for name in KEPT {
        if let Some(value) = parameters.get(name) {
            entry.params.push((name, value[..value.floor_char_boundary(VALUE_BYTES)].to_owned()));
        }
    }
    if parameters.contains("client_secret") {
        entry.params.push(("client_secret", String::new()));
    }
}

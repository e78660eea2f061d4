use genkan_oauth::redirect_uri::{UriKind, validate_registration};

use crate::api::shell::{
    Schema, any_text, boolean, integer, list_of, number, object, optional, required, text, text_where,
};

/// `oidcClientMetadata`: replaced as a whole.
pub(super) fn oidc_client_metadata() -> Schema {
    object([
        required("redirectUris", list_of(redirect_uri())),
        required("postLogoutRedirectUris", list_of(redirect_uri())),
        optional("backchannelLogoutUri", text_where("url", is_web_url)),
        optional("backchannelLogoutSessionRequired", boolean()),
        optional("logoUri", text_where("url", |uri| uri.is_empty() || is_web_url(uri))),
    ])
}

/// `customClientMetadata`: replaced as a whole.
pub(super) fn custom_client_metadata() -> Schema {
    object([
        optional("corsAllowedOrigins", list_of(text(1..))),
        optional("idTokenTtl", number()),
        optional("refreshTokenTtl", number()),
        optional("refreshTokenTtlInDays", integer(1..=180)),
        optional("tenantId", any_text()),
        optional("alwaysIssueRefreshToken", boolean()),
        optional("rotateRefreshToken", boolean()),
        optional("allowTokenExchange", boolean()),
        optional("isDeviceFlow", boolean()),
        optional("maxAllowedGrants", integer(1..)),
    ])
}

/// Http(s), loopback and private-use schemes; whoever registers a `*` asked for it.
fn redirect_uri() -> Schema {
    text_where("redirect URI", |uri| {
        validate_registration(uri, UriKind::Redirect { wildcards: true }).is_ok()
    })
}

fn is_web_url(uri: &str) -> bool {
    validate_registration(uri, UriKind::Web).is_ok()
}

//! Client authentication at the token, revocation, introspection and pushed-request endpoints (RFC 6749 §2.3).

use std::sync::Arc;

use genkan_oauth::{OAuthError, Parameters, client_authentication::ClientCredentials};

use crate::{
    app::App,
    applications::{self, Client, StoredSecret},
    clock::Timestamp,
    ids::ClientId,
    oidc::{
        caller::Caller,
        cors,
        error_response::{Challenge, OidcError},
    },
    secrets::TokenHash,
};

/// Who calls, proven. Public clients prove nothing; confidential ones present a secret, in the header or in the
/// body. A browser must call from an origin of the client.
///
/// # Errors
/// 400 `invalid_request` for a malformed attempt or a foreign origin, 400 `invalid_client` for an unknown client,
/// 401 `invalid_client` for a failed proof.
pub async fn authenticate(
    app: &App,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<Arc<Client>, OidcError> {
    let header = caller.authorization.as_ref().map(|value| value.as_bytes());
    let credentials = ClientCredentials::parse(header, parameters)?;
    let id = ClientId::new(credentials.client_id());
    let client = applications::find_client(app, &id)
        .await?
        .ok_or_else(|| OAuthError::unknown_client(credentials.client_id()))?;
    if let Err(error) = check_credentials(&client, &credentials, app.clock.now()) {
        let challenged = credentials.in_header() && error.status == 401;
        let error = OidcError::from(error);
        return Err(if challenged { error.with_challenge(Challenge::Basic) } else { error });
    }
    cors::check_origin(app, &client, caller)?;
    Ok(client)
}

/// The method is the registered one (`none` for public clients, else either way to send a secret) and the secret is
/// one of the client's.
fn check_credentials(
    client: &Client,
    credentials: &ClientCredentials,
    now: Timestamp,
) -> Result<(), OAuthError> {
    match (client.application.application_type.is_confidential(), credentials.client_secret()) {
        (false, None) => Ok(()),
        (false, Some(_)) => Err(OAuthError::invalid_client("a public client presented a secret")),
        (true, None) => Err(OAuthError::invalid_client("a confidential client presented no secret")),
        (true, Some(secret)) => check_secret(&client.secrets, &TokenHash::of(secret.expose()), now),
    }
}

/// All secrets are compared, each in constant time, so that neither which one nor how much of it matched shows.
fn check_secret(secrets: &[StoredSecret], presented: &TokenHash, now: Timestamp) -> Result<(), OAuthError> {
    let (mut valid, mut expired) = (false, false);
    for secret in secrets {
        let matches = secret.hash.matches(presented);
        let over = secret.expires_at.is_some_and(|at| at <= now);
        valid |= matches & !over;
        expired |= matches & over;
    }
    match (valid, expired) {
        (true, _) => Ok(()),
        (false, true) => Err(OAuthError::invalid_request("client secret has expired")),
        (false, false) => Err(OAuthError::invalid_client("the secret is none of the client's")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_live_secret_proves_the_client() {
        let now = Timestamp::from_millis(1_000);
        let secret = |value: &str, expires_at: Option<i64>| StoredSecret {
            name: value.to_owned(),
            hash: TokenHash::of(value),
            expires_at: expires_at.map(Timestamp::from_millis),
        };
        let secrets = [secret("a", None), secret("b", Some(1_001)), secret("c", Some(1_000))];
        let status =
            |value: &str| check_secret(&secrets, &TokenHash::of(value), now).map_err(|error| error.status);
        assert_eq!(status("a"), Ok(()));
        assert_eq!(status("b"), Ok(()));
        assert_eq!(status("c"), Err(400));
        assert_eq!(status("d"), Err(401));
        assert_eq!(status(""), Err(401));
        assert!(check_secret(&[], &TokenHash::of("a"), now).is_err());
    }
}

use std::fmt;

use genkan_oauth::callback::TokenResponse;
use genkan_oauth::claims::ClaimsError;
use genkan_oauth::jose::jws;
use serde_json::{Map, Value};

use super::{Session, SessionError, SessionRecord, StoredToken, TokenKey};
use crate::genkan::Genkan;
use crate::provider::{Expected, IdTokenError, ProviderUnavailable, TokenError, expires_at};
use crate::secret::Secret;

/// An access token for an API; `Debug` does not show it.
#[derive(Clone)]
pub struct AccessToken {
    token: Secret,
    /// The granted scopes, separated by spaces; may be empty.
    pub scope: String,
    /// When it expires, in seconds since the epoch.
    pub expires_at: i64,
}

impl AccessToken {
    /// The value for `Authorization: Bearer …`. Keep it on the server.
    pub fn secret(&self) -> &str {
        self.token.expose()
    }

    /// The claims of a token that is a JWT, for showing; the API is who verifies them. `None` for opaque tokens.
    pub fn unverified_claims(&self) -> Option<Map<String, Value>> {
        jws::decode(self.token.expose()).ok().map(|decoded| decoded.payload)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("scope", &self.scope)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl From<&StoredToken> for AccessToken {
    fn from(stored: &StoredToken) -> Self {
        Self { token: stored.token.clone(), scope: stored.scope.clone(), expires_at: stored.expires_at }
    }
}

impl Session {
    /// An access token for the API `resource` (one of the configured resources), from the session or, when stale,
    /// refreshed. Parallel requests share one refresh.
    pub async fn access_token(&self, resource: &str) -> Result<AccessToken, SessionError> {
        self.token(TokenKey::resource(resource), Some(resource), None).await
    }

    /// A token for `key`, and not `refused`, which an API has just turned down.
    pub(super) async fn token(
        &self,
        key: TokenKey,
        resource: Option<&str>,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, SessionError> {
        let record = self.slot.record().ok_or(SessionError::NotSignedIn)?;
        if let Some(token) = usable(&record, &key, self.genkan().now(), refused) {
            return Ok(token);
        }
        if record.refresh_token.is_none() {
            return Err(SessionError::NoRefreshToken);
        }
        // On a task of its own: a visitor who leaves must not take the rotated refresh token along.
        let refresh = Refresh {
            genkan: self.genkan().clone(),
            record,
            key: key.clone(),
            resource: resource.map(str::to_owned),
            refused: refused.cloned(),
        };
        let outcome = tokio::spawn(refresh.run())
            .await
            .map_err(|_| ProviderUnavailable("the refresh was interrupted".into()))?;
        match outcome {
            Ok((record, token)) => {
                self.slot.replace(record)?;
                Ok(token)
            }
            Err(error) => {
                if matches!(error, SessionError::Ended) {
                    self.slot.clear();
                }
                Err(error)
            }
        }
    }
}

fn usable(
    record: &SessionRecord,
    key: &TokenKey,
    now: i64,
    refused: Option<&AccessToken>,
) -> Option<AccessToken> {
    let token = record.fresh_token(key, now)?;
    (refused.is_none_or(|refused| refused.token != token.token)).then(|| token.into())
}

/// One request's wish for a token that its cookie does not hold.
struct Refresh {
    genkan: Genkan,
    record: SessionRecord,
    key: TokenKey,
    resource: Option<String>,
    refused: Option<AccessToken>,
}

impl Refresh {
    async fn run(self) -> Result<(SessionRecord, AccessToken), SessionError> {
        let inner = &self.genkan.inner;
        let family = inner.families.get_or_default(&self.record.id, self.genkan.now());
        let mut newest = family.newest.lock().await;
        if family.has_ended() {
            return Err(SessionError::Ended);
        }
        let mut record = match newest.as_ref() {
            Some(known) => self.record.merge(known),
            None => self.record,
        };
        if let Some(token) = usable(&record, &self.key, self.genkan.now(), self.refused.as_ref()) {
            return Ok((record, token));
        }
        let Some(refresh_token) = record.refresh_token.clone() else {
            return Err(SessionError::NoRefreshToken);
        };
        let response = match inner.provider.refresh(refresh_token.expose(), self.resource.as_deref()).await {
            Ok(response) => response,
            Err(TokenError::Unavailable(error)) => return Err(error.into()),
            Err(TokenError::Refused { code, .. }) if code == "invalid_grant" => {
                family.end();
                return Err(SessionError::Ended);
            }
            Err(TokenError::Refused { code, description }) => {
                tracing::warn!(code, description, "the provider refused a refresh");
                return Err(SessionError::Refused { code, description });
            }
        };
        let now = self.genkan.now();
        let token = record.apply(&response, self.key, now);
        // The rotated token is safe from here on, whatever is wrong with the rest.
        *newest = Some(record.clone());
        if let Some(id_token) = &response.id_token {
            match inner.provider.verify_id_token(id_token, Expected::Subject(&record.sub)).await {
                Ok(claims) => record.claims = claims,
                // Core §12.2: tokens of somebody else must not be used.
                Err(IdTokenError::Claims(ClaimsError::Subject)) => {
                    tracing::error!("a refresh brought the tokens of somebody else; the session is ended");
                    family.end();
                    return Err(SessionError::Ended);
                }
                Err(error) => {
                    tracing::warn!(%error, "the ID token of a refresh is not valid; the old claims stay");
                }
            }
            *newest = Some(record.clone());
        }
        Ok((record, token))
    }
}

impl SessionRecord {
    /// Takes a refresh response in: the next generation. An absent refresh token keeps the old one (RFC 6749 §6).
    fn apply(&mut self, response: &TokenResponse, key: TokenKey, now: i64) -> AccessToken {
        let stored = StoredToken {
            token: Secret::new(&response.access_token),
            scope: response.scope.clone().unwrap_or_default(),
            expires_at: expires_at(response, now),
        };
        let token = AccessToken::from(&stored);
        self.access_tokens.insert(key, stored);
        if let Some(rotated) = &response.refresh_token {
            self.refresh_token = Some(Secret::new(rotated));
        }
        self.generation += 1;
        token
    }
}

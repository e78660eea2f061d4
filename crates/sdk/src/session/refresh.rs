//! One refresh per session at a time, in this process and, with a store, among all.

mod persist;

use std::sync::Arc;
use std::time::Duration;

use genkan_oauth::callback::TokenResponse;
use genkan_oauth::claims::ClaimsError;

use super::access_token::usable;
use super::{AccessToken, Family, SessionError, SessionRecord, StoredToken, TokenKey};
use crate::genkan::Genkan;
use crate::provider::{Expected, ProviderUnavailable, RefusedToken, TokenError, expires_at};
use crate::secret::Secret;
use crate::store::StoredRecords;

/// Seconds a process may take for one refresh before another one stops waiting for it: longer than the HTTP client's
/// and the store's patience together.
const CLAIM: u32 = 30;

/// Seconds before its end in which a turn is no longer given back but runs out: giving it back takes time too.
const CLAIM_RESERVE: i64 = 6;

/// How often another process's refresh is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Seconds a token must live on that another request has fetched meanwhile.
const JUST_FETCHED: i64 = 5;

/// One request's wish for a token that its session does not hold.
#[derive(Debug, Clone)]
pub(super) struct Refresh {
    pub(super) genkan: Genkan,
    pub(super) record: Arc<SessionRecord>,
    pub(super) key: TokenKey,
    /// A token an API has just turned down.
    pub(super) refused: Option<AccessToken>,
}

/// The session afterwards, and the token.
pub(super) type Refreshed = (Arc<SessionRecord>, AccessToken);

impl Refresh {
    /// Runs on a task of its own: a visitor who leaves must not take the rotated refresh token along.
    pub(super) async fn spawn(self) -> Result<Refreshed, SessionError> {
        tokio::spawn(self.run())
            .await
            .unwrap_or_else(|_| Err(ProviderUnavailable("the refresh was interrupted".into()).into()))
    }

    async fn run(self) -> Result<Refreshed, SessionError> {
        let inner = &self.genkan.inner;
        let family = inner.families.get_or_default(&self.record.id, self.genkan.now());
        let _turn = family.turn.lock().await;
        let record = match family.newest() {
            Some(newest) => self.record.as_ref().clone().merge(&newest),
            None => self.record.as_ref().clone(),
        };
        if family.has_ended(&record) {
            return Err(SessionError::Ended);
        }
        if let Some(token) = self.usable(&record) {
            return Ok((Arc::new(record), token));
        }
        match &inner.stored {
            None => self.refresh(&family, record).await,
            Some(stored) => match self.refresh_shared(&family, stored, record.clone()).await {
                Err(error @ SessionError::Store(_)) => self.make_do(record, error),
                outcome => outcome,
            },
        }
    }

    /// With a store: after every other process, and from what is stored now.
    async fn refresh_shared(
        &self,
        family: &Family,
        stored: &StoredRecords,
        record: SessionRecord,
    ) -> Result<Refreshed, SessionError> {
        let mut looks = Duration::from_secs(u64::from(CLAIM)).as_millis() / LOOK_EVERY.as_millis();
        loop {
            let asked_at = self.genkan.now();
            let claimed = stored.claim_refresh(&record.id, CLAIM).await?;
            let outcome = self.look(family, stored, &record, claimed || looks == 0).await;
            // A turn that has run out may be another's by now.
            if claimed && self.genkan.now() - asked_at < i64::from(CLAIM) - CLAIM_RESERVE {
                self.release(stored).await;
            }
            if let Some(refreshed) = outcome.transpose() {
                return refreshed;
            }
            looks -= 1;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Takes what is stored now, or refreshes when it is this one's turn; `None` when another process is at it.
    async fn look(
        &self,
        family: &Family,
        stored: &StoredRecords,
        record: &SessionRecord,
        our_turn: bool,
    ) -> Result<Option<Refreshed>, SessionError> {
        let Some(current) = stored.load(&record.id).await? else {
            // Signed out elsewhere.
            family.end_told();
            return Err(SessionError::Ended);
        };
        let record = record.clone().merge(&current);
        if let Some(token) = self.usable(&record) {
            return Ok(Some((Arc::new(record), token)));
        }
        if our_turn { self.refresh(family, record).await.map(Some) } else { Ok(None) }
    }

    async fn release(&self, stored: &StoredRecords) {
        if let Err(error) = stored.release_refresh(&self.record.id).await {
            tracing::warn!(%error, "the turn to refresh could not be given back; it ends by itself");
        }
    }

    async fn refresh(&self, family: &Family, mut record: SessionRecord) -> Result<Refreshed, SessionError> {
        let provider = &self.genkan.inner.provider;
        let Some(refresh_token) = record.refresh_token.clone() else {
            return self.make_do(record, SessionError::NoRefreshToken);
        };
        if let Some(failure) = family.recent_failure(self.genkan.now()) {
            return self.make_do(record, failure.into());
        }
        let (resource, organization) = self.key.parts();
        let response = match provider.refresh(refresh_token.expose(), resource, organization).await {
            Ok(response) => response,
            Err(TokenError::Unavailable(error)) => {
                family.fail(&error, self.genkan.now());
                return self.make_do(record, error.into());
            }
            Err(TokenError::Refused { code, .. }) if code == "invalid_grant" => {
                return self.end_unless_overtaken(family, record).await;
            }
            Err(TokenError::Refused { code, description }) => {
                tracing::warn!(code, description, "the provider refused a refresh");
                return Err(SessionError::Refused { code, description });
            }
        };
        let before = record.generation;
        let token = record.apply(&response, self.key.clone(), self.genkan.now());
        self.extend(&mut record);
        // The rotated token is safe from here on, whatever is wrong with the rest. The access token is for nobody yet.
        let mut unchecked = record.clone();
        unchecked.access_tokens.remove(&self.key);
        family.remember(Arc::new(unchecked));
        if let Some(id_token) = &response.id_token {
            match provider.verify_id_token(id_token, Expected::Subject(&record.sub)).await {
                Ok(claims) => record.claims = claims.in_the_session_of(&record.claims),
                // Core §12.2: tokens of somebody else must not be used.
                Err(RefusedToken::Claims(ClaimsError::Subject)) => {
                    tracing::error!("a refresh brought the tokens of somebody else; the session is ended");
                    self.end(family, &record).await?;
                    return Err(SessionError::Ended);
                }
                Err(error) => {
                    tracing::warn!(%error, "the ID token of a refresh is not valid; the old claims stay");
                }
            }
        }
        let record = self.persist(family, before, record).await?;
        let record = Arc::new(record);
        family.remember(Arc::clone(&record));
        Ok((record, token))
    }

    /// No new token can be had: one that is about to expire is better than none.
    fn make_do(&self, record: SessionRecord, error: SessionError) -> Result<Refreshed, SessionError> {
        match usable(&record, &self.key, self.genkan.now(), 0, self.refused.as_ref()) {
            Some(token) => Ok((Arc::new(record), token)),
            None => Err(error),
        }
    }

    fn usable(&self, record: &SessionRecord) -> Option<AccessToken> {
        let margin = self.genkan.inner.config.refresh_margin;
        // A token that was fetched while this request waited is as fresh as they come, however short its life is.
        let overtaken = record.generation > self.record.generation;
        let margin = if overtaken { margin.min(JUST_FETCHED) } else { margin };
        usable(record, &self.key, self.genkan.now(), margin, self.refused.as_ref())
    }

    fn extend(&self, record: &mut SessionRecord) {
        let config = &self.genkan.inner.config;
        record.extend(self.genkan.now(), config.session_lifetime, config.longest_session);
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
        self.generation = self.generation.saturating_add(1);
        token
    }
}

//! What may stand for a person in a token exchange (RFC 8693 §2.1): an access token of ours, a subject token, a
//! personal access token. And who may act for them: the holder of an access token.

use genkan_oauth::{
    OAuthError,
    jose::jws::{self, ExpectedType},
    scope,
    token_request::{ActorToken, TokenExchangeRequest},
};
use serde::Deserialize;

use crate::{
    app::App,
    applications,
    clock::Timestamp,
    grants::{Actor, access_tokens},
    ids::{ClientId, UserId},
    oidc::error_response::OidcError,
    personal_access_tokens,
    secrets::{Token, TokenHash},
    signing_keys::{self, KeyRing},
    subject_tokens,
};

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const IMPERSONATION_TOKEN: &str = "urn:logto:token-type:impersonation_token";
const PERSONAL_ACCESS_TOKEN: &str = "urn:logto:token-type:personal_access_token";

/// Actors that may stand behind each other.
const MAX_ACTORS: usize = 8;

/// Whom the new token speaks for, and what bounds it.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) user_id: UserId,
    /// The new token must not outlive what it was exchanged for.
    pub(super) expires_at: Option<Timestamp>,
    /// Who acted already.
    pub(super) actor: Option<Actor>,
    /// To be taken when the new token is issued: it works once.
    pub(super) single_use: Option<TokenHash>,
}

/// Finds the subject.
///
/// # Errors
/// `invalid_grant`, whatever is wrong with the token; storage.
pub(super) async fn find(
    app: &App,
    request: &TokenExchangeRequest,
    now: Timestamp,
) -> Result<Subject, OidcError> {
    let token = &Token::new(request.subject_token.expose());
    match request.subject_token_type.as_str() {
        // Tokens from before they had a type of their own.
        ACCESS_TOKEN if is_subject_token(token) => impersonated(app, token, now).await,
        ACCESS_TOKEN if jws::is_jwt(token.expose()) => of_jwt(app, token, now).await,
        ACCESS_TOKEN => of_opaque(app, token, now).await,
        IMPERSONATION_TOKEN => impersonated(app, token, now).await,
        PERSONAL_ACCESS_TOKEN => of_personal(app, token, now).await,
        _ => Err(OAuthError::invalid_grant("the subject token type is unknown").into()),
    }
}

/// Who acts, in front of whoever acted before: the holder of an opaque access token with `openid`.
///
/// # Errors
/// `invalid_grant`, storage.
pub(super) async fn find_actor(
    app: &App,
    request: Option<&ActorToken>,
    before: Option<Actor>,
    now: Timestamp,
) -> Result<Option<Actor>, OidcError> {
    let Some(request) = request else { return Ok(before) };
    if request.token_type != ACCESS_TOKEN {
        return Err(OAuthError::invalid_grant("the actor token type is unknown").into());
    }
    let hash = TokenHash::of(request.token.expose());
    let found = access_tokens::find(&mut app.db.read().await?, &hash, now).await?;
    let Some(token) = found else {
        return Err(OAuthError::invalid_grant("the actor token is unknown or has expired").into());
    };
    check_issued_to(app, &token.client_id).await?;
    if !token.scope.contains(scope::OPENID) {
        return Err(OAuthError::invalid_grant("the actor token lacks openid").into());
    }
    // Somebody acting for somebody is not that somebody: the chain stays whole.
    let own = match token.actor {
        Some(_) => {
            return Err(OAuthError::invalid_grant("the actor token is itself somebody's to act").into());
        }
        None => Actor { sub: token.user.id.to_string(), act: before.map(Box::new) },
    };
    if own.depth() > MAX_ACTORS {
        return Err(OAuthError::invalid_grant("too many actors").into());
    }
    Ok(Some(own))
}

/// By form: our opaque access tokens have 43 characters.
fn is_subject_token(token: &Token) -> bool {
    token.expose().len() == subject_tokens::PREFIX.len() + 21
        && token.expose().starts_with(subject_tokens::PREFIX)
}

async fn impersonated(app: &App, token: &Token, now: Timestamp) -> Result<Subject, OidcError> {
    let hash = token.hash();
    let found = subject_tokens::find(&mut app.db.read().await?, &hash, now).await?;
    let user_id = found.ok_or_else(|| OAuthError::invalid_grant("the subject token is unknown or used"))?;
    Ok(Subject { user_id, expires_at: None, actor: None, single_use: Some(hash) })
}

async fn of_personal(app: &App, token: &Token, now: Timestamp) -> Result<Subject, OidcError> {
    let found = personal_access_tokens::find(&mut app.db.read().await?, &token.hash(), now).await?;
    let (user_id, expires_at) = found
        .ok_or_else(|| OAuthError::invalid_grant("the personal access token is unknown or has expired"))?;
    Ok(Subject { user_id, expires_at, actor: None, single_use: None })
}

async fn of_opaque(app: &App, token: &Token, now: Timestamp) -> Result<Subject, OidcError> {
    let hash = token.hash();
    let found = access_tokens::find(&mut app.db.read().await?, &hash, now).await?;
    let found = found.ok_or_else(|| OAuthError::invalid_grant("the access token is unknown"))?;
    check_issued_to(app, &found.client_id).await?;
    if !access_tokens::confirm(app, &hash, &found, now).await? {
        return Err(OAuthError::invalid_grant("the access token was revoked").into());
    }
    Ok(Subject {
        user_id: found.user.id,
        expires_at: Some(found.expires_at),
        actor: found.actor,
        single_use: None,
    })
}

/// The claims of a JWT access token that matter here. One of another kind has no `client_id`.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    client_id: String,
    #[serde(default)]
    act: Option<Actor>,
}

async fn of_jwt(app: &App, token: &Token, now: Timestamp) -> Result<Subject, OidcError> {
    let ring = signing_keys::ring(app).await?;
    let claims = verify(app, &ring, token, now).map_err(OAuthError::invalid_grant)?;
    check_issued_to(app, &ClientId::from(claims.client_id.as_str())).await?;
    Ok(Subject {
        user_id: UserId::from(claims.sub),
        expires_at: Some(Timestamp::from_millis(claims.exp.saturating_mul(1000))),
        actor: claims.act,
        single_use: None,
    })
}

/// An access token (RFC 9068: its `typ` says so) that this server signed and that has not expired.
fn verify(app: &App, ring: &KeyRing, token: &Token, now: Timestamp) -> Result<Claims, String> {
    let expected = ExpectedType::Exactly("at+jwt");
    let verified = jws::verify::<Claims>(token.expose(), ring.verification(), ring.algorithms(), expected)
        .map_err(|error| error.to_string())?;
    let claims = verified.claims;
    if claims.iss != app.issuer() {
        return Err("the token is another issuer's".to_owned());
    }
    if claims.exp <= now.seconds() {
        return Err("the token has expired".to_owned());
    }
    Ok(claims)
}

/// Only what was issued to an application of our own, which still exists, can be exchanged: a third party must not
/// trade what a person allowed it for more.
async fn check_issued_to(app: &App, client_id: &ClientId) -> Result<(), OidcError> {
    match applications::find_client(app, client_id).await? {
        Some(client) if !client.application.is_third_party => Ok(()),
        _ => Err(OAuthError::invalid_grant("the token was issued to a third party or nobody").into()),
    }
}

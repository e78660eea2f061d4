//! `grant_type=urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693): an application gets an access token for a
//! person whose token it holds. No refresh token, no ID token.

use genkan_database::{Conn, retry};
use genkan_oauth::{OAuthError, token_request::TokenExchangeRequest};

use super::{
    TokenResponse,
    access_token::{self, AccessToken, Bounds, Planned},
    subject_token::{self, Subject},
    target,
};
use crate::{
    app::App,
    applications::Client,
    clock::Timestamp,
    grants::{self, Actor, access_tokens},
    ids::{OrganizationId, UserId},
    oidc::{error_response::OidcError, permissions},
    resources, signing_keys, subject_tokens, users,
};

/// Checks, then takes the subject token, if it works only once, in the transaction that stores what is issued.
pub(super) async fn exchange(
    app: &App,
    client: &Client,
    request: &TokenExchangeRequest,
) -> Result<TokenResponse, OidcError> {
    let now = app.clock.now();
    let (resources, ring) = (resources::all(app).await?, signing_keys::ring(app).await?);
    let subject = subject_token::find(app, request, now).await?;
    let actor = subject_token::find_actor(app, request.actor.as_ref(), subject.actor.clone(), now).await?;
    let organization = request.organization_id.as_deref().map(OrganizationId::from);
    let target = target::resolve_unbound(&resources, &request.resource, organization.as_ref())?;
    let asked = request.scope.clone().unwrap_or_default();

    let mut conn = app.db.read().await?;
    let user_id = &subject.user_id;
    check_user(&mut conn, user_id).await?;
    check_access(&mut conn, client, user_id).await?;
    let plan = access_token::plan(&mut conn, client, user_id, Bounds::Asked, target, &asked).await?;
    drop(conn);

    let plan = match subject.expires_at {
        Some(end) => plan.within(left(end, now)?),
        None => plan,
    };
    // Signed before the transaction begins: the embedded database has one writer.
    let access = plan.make(app, &ring, client, user_id, actor.as_ref(), now)?;
    let issued =
        Issued { client, subject: &subject, actor: actor.as_ref(), plan: &plan, access: &access, now };
    retry(async || issued.store(app).await).await.map_err(OidcError::or_revoked)?;
    Ok(TokenResponse {
        expires_in: plan.expires_in(),
        scope: Some(plan.scope.to_string()),
        access_token: access.into_text(),
        id_token: None,
        refresh_token: None,
        token_type: "Bearer",
        user_id: Some(user_id.clone()),
    })
}

/// Who is spoken for may still be spoken for.
async fn check_user(conn: &mut Conn, user_id: &UserId) -> Result<(), OidcError> {
    match users::find(conn, user_id).await? {
        Some(user) if !user.is_suspended => Ok(()),
        Some(_) => Err(OAuthError::invalid_grant("the user is suspended").into()),
        None => Err(OAuthError::invalid_grant("the subject is no user").into()),
    }
}

/// An application that is closed to a person cannot speak for them either.
async fn check_access(conn: &mut Conn, client: &Client, user_id: &UserId) -> Result<(), OidcError> {
    if permissions::check_access(conn, client, user_id).await? {
        Ok(())
    } else {
        Err(OAuthError::access_denied("Access denied.").into())
    }
}

/// Whole seconds until `end`.
fn left(end: Timestamp, now: Timestamp) -> Result<i64, OAuthError> {
    match end.seconds() - now.seconds() {
        seconds if seconds > 0 => Ok(seconds),
        _ => Err(OAuthError::invalid_grant("the subject token is about to expire")),
    }
}

/// What an exchange stores.
struct Issued<'a> {
    client: &'a Client,
    subject: &'a Subject,
    actor: Option<&'a Actor>,
    plan: &'a Planned,
    access: &'a AccessToken,
    now: Timestamp,
}

impl Issued<'_> {
    /// Takes the subject token exactly once; a JWT for a reusable one needs nothing.
    async fn store(&self, app: &App) -> Result<(), OidcError> {
        if self.subject.single_use.is_none() && self.access.opaque().is_none() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        if let Some(hash) = &self.subject.single_use
            && !subject_tokens::consume(&mut tx, hash, self.now).await?
        {
            return Err(OAuthError::invalid_grant("the subject token was already used").into());
        }
        if let Some(token) = self.access.opaque() {
            let (user_id, client_id) = (&self.subject.user_id, &self.client.application.id);
            let ends = self.now.plus_seconds(self.plan.expires_in());
            let grant =
                grants::create_alone(app, &mut tx, user_id, client_id, &self.plan.scope, ends).await?;
            access_tokens::insert_exchanged(&mut tx, token, &grant, self.actor, self.now).await?;
        }
        Ok(tx.commit().await?)
    }
}

//! One step of an authorization: look where the request stands, decide, and do what was decided.

use genkan_database::{Conn, DbError, Tx};
use genkan_oauth::{ErrorCode, OAuthError, pkce::CodeChallenge, scope};
use serde_json::{Map, Value};

use super::{
    ValidRequest,
    decide::{Decision, Progress, SignedIn, Situation, decide},
    wanted::Wanted,
};
use crate::{
    app::App,
    applications::Application,
    grants::{self, Grant, codes},
    oidc::{device, permissions},
    secrets::Token,
    sessions::{self, Session},
    sign_in::{
        events,
        interaction::{self, Interaction, NewInteraction, Prompt},
    },
    webhooks::{self, Event},
};

/// Where a request stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What the client can get.
    pub wanted: Wanted,
    /// What of it was not allowed in this session yet.
    pub missing: Wanted,
    /// What was allowed in this session.
    pub grant: Option<Grant>,
    /// What comes next.
    pub decision: Decision,
}

/// What a step came to.
#[derive(Debug)]
pub enum Outcome {
    /// The person is needed at a page.
    Page(Box<Interaction>),
    /// The client gets this code.
    Code(Token),
    /// The device gets its tokens when it asks next (RFC 8628 §3.5).
    DeviceAllowed,
    /// The client gets this error.
    Refused(OAuthError),
}

/// Reads what the decision needs, and decides.
///
/// # Errors
/// Storage.
pub async fn look(
    app: &App,
    conn: &mut Conn,
    valid: &ValidRequest,
    session: Option<&Session>,
    progress: Progress,
) -> Result<Standing, DbError> {
    let now = app.clock.now();
    let application = &valid.client.application;
    let (mut wanted, mut grant, mut is_admitted) = (Wanted::default(), None, true);
    if let Some(session) = session {
        grant = grants::find(conn, &session.uid, &application.id, now).await?;
        wanted = Wanted::of(conn, valid, &session.user_id).await?;
        is_admitted = permissions::check_access(conn, &valid.client, &session.user_id).await?;
    }
    let missing = wanted.beyond(grant.as_ref());
    let decision = decide(&Situation {
        request: &valid.request,
        is_native: application.is_native(),
        session: session.map(|session| SignedIn {
            user_id: &session.user_id,
            authenticated_at: session.authenticated_at,
        }),
        hinted_user: valid.hinted_user.as_ref(),
        is_admitted,
        wanted: &wanted,
        missing: &missing,
        progress,
        now,
    });
    Ok(Standing { wanted, missing, grant, decision })
}

/// Writes what the decision asks for.
///
/// # Errors
/// Storage.
pub async fn take(
    app: &App,
    tx: &mut Tx,
    valid: &ValidRequest,
    session: Option<&Session>,
    progress: Progress,
    standing: Standing,
) -> Result<Outcome, DbError> {
    let prompt = match (standing.decision, session, standing.grant) {
        (Decision::Refuse(error), ..) => return Ok(Outcome::Refused(error)),
        (Decision::Respond, Some(session), Some(grant)) => {
            return respond(app, tx, valid, session, &grant, &standing.wanted).await;
        }
        // An answer needs a session and a grant; without them nothing was decided but to ask.
        (Decision::Respond | Decision::Consent, Some(_), _) => Prompt::Consent,
        (Decision::SignIn, ..) | (_, None, _) => Prompt::Login,
    };
    let new = NewInteraction {
        client_id: valid.client.application.id.clone(),
        prompt,
        request: valid.request.clone(),
        session_uid: session.map(|session| session.uid.clone()),
        logged_in: progress.logged_in,
        device_code: valid.device_code,
    };
    interaction::create(app, tx, new).await.map(|interaction| Outcome::Page(Box::new(interaction)))
}

/// The answer to a request that was allowed: a code, or, for a device, that it may have its tokens.
async fn respond(
    app: &App,
    tx: &mut Tx,
    valid: &ValidRequest,
    session: &Session,
    grant: &Grant,
    wanted: &Wanted,
) -> Result<Outcome, DbError> {
    let Some(device_code) = &valid.device_code else {
        return issue_code(app, tx, valid, session, grant, wanted).await.map(Outcome::Code);
    };
    let application = &valid.client.application;
    let sid = sessions::remember_client(app, tx, &session.uid, &application.id).await?;
    let scope = wanted.names();
    let allowed = device::Allowed {
        grant,
        scope: &scope,
        resources: &valid.resources,
        nonce: valid.request.nonce.as_deref(),
        auth_time: valid.request.demands_auth_time().then_some(session.authenticated_at.seconds()),
        sid: tells_sid(application).then_some(sid.as_str()),
    };
    if !device::allow(tx, device_code, allowed, app.clock.now()).await? {
        // Decided by somebody else meanwhile, or too late.
        return Ok(Outcome::Refused(OAuthError::new(ErrorCode::ExpiredToken)));
    }
    enforce_grant_limit(app, tx, application, session).await?;
    Ok(Outcome::DeviceAllowed)
}

/// RFC 6749 §4.1.2: the code stands for this grant, this redirect URI, these scopes and this challenge.
async fn issue_code(
    app: &App,
    tx: &mut Tx,
    valid: &ValidRequest,
    session: &Session,
    grant: &Grant,
    wanted: &Wanted,
) -> Result<Token, DbError> {
    let application = &valid.client.application;
    let sid = sessions::remember_client(app, tx, &session.uid, &application.id).await?;
    let scope = wanted.names();
    let request = &valid.request;
    let new = codes::NewCode {
        grant,
        redirect_uri: &valid.redirect_uri,
        scope: &scope,
        resources: &valid.resources,
        code_challenge: request.code_challenge.as_ref().map(CodeChallenge::as_str),
        nonce: request.nonce.as_deref(),
        auth_time: request.demands_auth_time().then_some(session.authenticated_at.seconds()),
        sid: tells_sid(application).then_some(sid.as_str()),
        expires_with_session: !scope.contains(scope::OFFLINE_ACCESS),
    };
    let code = codes::issue(app, tx, new).await?;
    enforce_grant_limit(app, tx, application, session).await?;
    Ok(code)
}

/// `maxAllowedGrants`: the oldest make room.
async fn enforce_grant_limit(
    app: &App,
    tx: &mut Tx,
    application: &Application,
    session: &Session,
) -> Result<(), DbError> {
    let Some(max) = application.metadata.max_allowed_grants else { return Ok(()) };
    let revoked = grants::enforce_limit(tx, &session.user_id, &application.id, max).await?;
    if revoked > 0 {
        let payload = limit_exceeded(application, session, max, revoked);
        webhooks::enqueue(app, tx, Event::GrantLimitExceeded, payload).await?;
    }
    Ok(())
}

/// What `Grant.LimitExceeded` tells.
fn limit_exceeded(
    application: &Application,
    session: &Session,
    max: u32,
    revoked: u64,
) -> Map<String, Value> {
    let mut payload = Map::new();
    payload.insert("userId".into(), session.user_id.as_str().into());
    payload.insert("applicationId".into(), application.id.as_str().into());
    payload.insert("application".into(), events::application_entity(application));
    payload.insert("maxAllowedGrants".into(), max.into());
    payload.insert("revokedGrants".into(), revoked.into());
    payload
}

/// Back-Channel Logout 1.0 §2.2: only a client that said so gets `sid`.
pub(in crate::oidc) fn tells_sid(application: &Application) -> bool {
    application.backchannel_logout_uri.is_some() && application.backchannel_logout_session_required
}

//! `GET /oidc/auth/{uid}`: the browser comes back from the pages.

use axum::{
    extract::{Path, State},
    response::Response,
};
use genkan_database::{DbError, Tx};
use genkan_oauth::{ErrorCode, OAuthError};

use super::{
    Failure, ValidRequest,
    browser::{Browser, with_cookies},
    decide::Progress,
    handler::{begin, render},
    respond::Destination,
    step::{self, Outcome},
    validate,
};
use crate::{
    app::App,
    applications, grants,
    ids::{InteractionUid, OrganizationId},
    oidc::{end_session, error_response::OidcError, permissions},
    secrets::Token,
    sessions::{self, Session},
    sign_in::{
        events::{InteractionEvent, Scene},
        interaction::{self, Consent, Interaction, Login},
    },
    users,
    webhooks::{self, Event},
};

/// `GET /oidc/auth/{uid}`.
pub async fn get(
    State(app): State<App>,
    browser: Browser,
    uid: Result<Path<InteractionUid>, axum::extract::rejection::PathRejection>,
) -> Response {
    let resumed = match uid {
        Ok(Path(uid)) => resume(&app, &browser, &uid).await,
        Err(_) => Err(OAuthError::session_not_found("interaction session not found").into()),
    };
    match resumed {
        Ok(response) => response,
        Err(failure) => browser.refuse(&app, OidcError::from(failure).with_state(None)),
    }
}

/// Takes up the interaction `uid` where the pages left it.
///
/// # Errors
/// [`Failure`] when there is nobody to redirect to.
pub(in crate::oidc) async fn resume(
    app: &App,
    browser: &Browser,
    uid: &InteractionUid,
) -> Result<Response, Failure> {
    check_browser(browser, uid)?;
    let mut conn = app.db.read().await?;
    let pending = interaction::find_resumed(&mut conn, uid, app.clock.now()).await?;
    drop(conn);
    let Some(pending) = pending else {
        return Err(OAuthError::session_not_found("interaction session not found").into());
    };
    // Client and redirect URI may have changed while the person was at the pages.
    let client = validate::check_client(app, pending.client_id.as_str()).await?;
    let (redirect_uri, destination) = match pending.device_code {
        Some(device_code) => (String::new(), Destination::device(device_code)),
        None => {
            let redirect_uri = validate::check_redirect_uri(&client, &pending.request.envelope)?;
            let destination = Destination::new(&redirect_uri, &pending.request.envelope);
            (redirect_uri, destination)
        }
    };
    let checked = async {
        let valid = match pending.device_code {
            Some(device_code) => validate::validate_device(app, client, device_code, pending.request).await?,
            None => validate::validate(app, client, redirect_uri, pending.request).await?,
        };
        match genkan_database::retry(async || carry_on(app, browser, uid, &valid).await).await? {
            Some(resumed) => Ok(finish(app, browser, &destination, resumed).await),
            // Nothing usable was found: the request begins anew. So the back button is no dead end.
            None => begin(app, browser, &valid, &destination, Progress::default()).await,
        }
    };
    match checked.await {
        Err(Failure::Refused(error)) => Ok(destination.error(app, browser, &error).await),
        other => other,
    }
}

/// The interaction belongs to the browser that began it: whoever sends somebody else here gets nothing.
fn check_browser(browser: &Browser, uid: &InteractionUid) -> Result<(), OAuthError> {
    if interaction::is_resumed_by(&browser.cookies, uid) {
        Ok(())
    } else {
        Err(OAuthError::session_not_found("authorization request has expired"))
    }
}

/// An interaction that was taken, and what came of it.
struct Resumed {
    outcome: Outcome,
    session: Session,
    cookie: Option<Token>,
    ended: Option<end_session::Ended>,
}

/// Takes the interaction, makes its findings true and goes one step further, all in one transaction.
/// `None`: it was taken already, holds no answer, or its answer no longer counts.
async fn carry_on(
    app: &App,
    browser: &Browser,
    uid: &InteractionUid,
    valid: &ValidRequest,
) -> Result<Option<Resumed>, Failure> {
    let mut tx = app.db.begin().await?;
    let Some(taken) = interaction::consume(&mut tx, uid, app.clock.now()).await? else { return Ok(None) };
    let current = browser.session(&mut tx, app.clock.now()).await?.map(|(session, _)| session);
    let found = match (&taken.login, &taken.consent) {
        (Some(login), _) => {
            let scene = Scene {
                event: if login.is_new { InteractionEvent::Register } else { InteractionEvent::SignIn },
                interaction: uid,
                client: Some(&valid.client),
                address: browser.address,
                user_agent: browser.user_agent.as_deref(),
            };
            sign_in(app, &mut tx, valid, current, login, &scene).await?
        }
        (None, Some(consent)) => allow(app, &mut tx, valid, current, &taken, consent).await?,
        (None, None) => None,
    };
    let Some(Found { session, cookie, progress, ended, denied }) = found else { return Ok(None) };
    let outcome = if denied {
        Outcome::Refused(OAuthError::new(ErrorCode::AccessDenied))
    } else {
        let standing = step::look(app, &mut tx, valid, Some(&session), progress).await?;
        step::take(app, &mut tx, valid, Some(&session), progress, standing).await?
    };
    tx.commit().await?;
    Ok(Some(Resumed { outcome, session, cookie, ended }))
}

/// What an interaction's findings make true.
struct Found {
    session: Session,
    cookie: Option<Token>,
    progress: Progress,
    ended: Option<end_session::Ended>,
    denied: bool,
}

/// A sign-in always gets a fresh session id. Another user than before ends the old session as signing out would.
async fn sign_in(
    app: &App,
    tx: &mut Tx,
    valid: &ValidRequest,
    current: Option<Session>,
    login: &Login,
    scene: &Scene<'_>,
) -> Result<Option<Found>, DbError> {
    let Some(mut user) = users::find(tx, &login.user_id).await?.filter(|user| !user.is_suspended) else {
        return Ok(None);
    };
    let (same, other): (Option<Session>, Option<Session>) = match current {
        Some(session) if session.user_id == login.user_id => (Some(session), None),
        other => (None, other),
    };
    let ended = match &other {
        Some(session) => Some(end_session::end(tx, session).await?),
        None => None,
    };
    let (session, cookie) =
        sessions::begin(app, tx, &login.user_id, &login.amr, login.at, same.as_ref()).await?;
    users::signed_in(app, tx, &login.user_id, Some(&valid.client.application.id)).await?;
    user.last_sign_in_at = Some(app.clock.now());
    user.application_id.get_or_insert_with(|| valid.client.application.id.clone());
    let event = if login.is_new { Event::PostRegister } else { Event::PostSignIn };
    webhooks::enqueue(app, tx, event, scene.of_user(&user)).await?;
    let progress = Progress { logged_in: true, consented: false };
    Ok(Some(Found { session, cookie: Some(cookie), progress, ended, denied: false }))
}

/// The answer counts only in the session it was given in.
async fn allow(
    app: &App,
    tx: &mut Tx,
    valid: &ValidRequest,
    current: Option<Session>,
    taken: &Interaction,
    consent: &Consent,
) -> Result<Option<Found>, DbError> {
    let Some(session) = current.filter(|session| taken.session_uid.as_ref() == Some(&session.uid)) else {
        return Ok(None);
    };
    if let Consent::Allowed { scope, resource_scopes, organizations } = consent {
        let target = grants::GrantTarget {
            user_id: &session.user_id,
            client_id: &valid.client.application.id,
            session_uid: &session.uid,
        };
        grants::extend(app, tx, target, scope, resource_scopes).await?;
        if let Some(chosen) = organizations {
            open_organizations(tx, valid, &session, chosen).await?;
        }
    }
    let cookie = sessions::renew(app, tx, &session).await?;
    let progress = Progress { logged_in: taken.logged_in, consented: true };
    Ok(Some(Found { session, cookie, progress, ended: None, denied: *consent == Consent::Denied }))
}

/// Only those that the person is still in; who leaves at this very moment takes the consent along.
async fn open_organizations(
    tx: &mut Tx,
    valid: &ValidRequest,
    session: &Session,
    chosen: &[OrganizationId],
) -> Result<(), DbError> {
    let (client, user) = (&valid.client.application.id, &session.user_id);
    let own = permissions::organizations_of(tx, client, user).await?;
    let open: Vec<OrganizationId> =
        own.into_iter().map(|membership| membership.id).filter(|id| chosen.contains(id)).collect();
    applications::replace_consent_organizations(tx, client, user, &open).await
}

async fn finish(app: &App, browser: &Browser, destination: &Destination, resumed: Resumed) -> Response {
    if let Some(ended) = resumed.ended {
        end_session::notify(app, ended);
    }
    let response = render(app, browser, destination, &resumed.outcome).await;
    let cookie = resumed.cookie.map(|id| sessions::set_cookie(app, &id, resumed.session.expires_at));
    with_cookies(response, cookie)
}

//! OpenID Connect Back-Channel Logout 1.0: every application of the session that wants to know is told.

use std::time::Duration;

use genkan_oauth::{
    claims::{Audience, LogoutTokenClaims, NumericDate},
    jose::jws::{self, Header},
};

use super::Ended;
use crate::{
    app::App,
    applications::{self, Application},
    ids::{ClientId, UserId},
    oidc::authorization::step::tells_sid,
    signing_keys,
};

/// How long an application may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds a logout token is good for.
const LIFETIME_SECONDS: i64 = 120;

/// Tells the applications, in the background: nobody waits for them, and what fails is logged and left.
pub fn notify(app: &App, ended: Ended) {
    if ended.clients.is_empty() {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        let Ended { user_id, clients } = ended;
        let told = clients.iter().map(|(client_id, sid)| tell(&app, &user_id, client_id, sid));
        futures_util::future::join_all(told).await;
    });
}

async fn tell(app: &App, user_id: &UserId, client_id: &ClientId, sid: &str) {
    match post(app, user_id, client_id, sid).await {
        Ok(()) => {}
        Err(reason) => tracing::warn!(%client_id, reason, "back-channel logout failed"),
    }
}

async fn post(app: &App, user_id: &UserId, client_id: &ClientId, sid: &str) -> Result<(), String> {
    let client = applications::find_client(app, client_id).await.map_err(|error| error.to_string())?;
    let Some(client) = client else { return Ok(()) };
    let Some(uri) = &client.application.backchannel_logout_uri else { return Ok(()) };
    let token = logout_token(app, user_id, &client.application, sid).await?;
    let response = app
        .http
        .post(uri)
        .map_err(|refused| refused.to_string())?
        .timeout(PATIENCE)
        .form(&[("logout_token", token.as_str())])
        .send()
        .await
        .map_err(|error| error.without_url().to_string())?;
    // Redirects are not followed: the token is for the registered address alone.
    if response.status().is_success() { Ok(()) } else { Err(format!("status {}", response.status())) }
}

async fn logout_token(
    app: &App,
    user_id: &UserId,
    application: &Application,
    sid: &str,
) -> Result<String, String> {
    let ring = signing_keys::ring(app).await.map_err(|error| error.to_string())?;
    let now = app.clock.now().seconds();
    let claims = LogoutTokenClaims {
        iss: app.issuer().to_owned(),
        aud: Audience::new(application.id.as_str()),
        iat: NumericDate::from_seconds(now),
        exp: Some(NumericDate::from_seconds(now + LIFETIME_SECONDS)),
        jti: app.random.opaque(),
        sub: Some(user_id.as_str().to_owned()),
        sid: tells_sid(application).then(|| sid.to_owned()),
        events: LogoutTokenClaims::logout_events(),
        nonce: None,
    };
    jws::encode(ring.current(), &Header::LOGOUT_TOKEN, &claims).map_err(|error| error.to_string())
}

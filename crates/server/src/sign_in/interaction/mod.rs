//! A pending authorization: what an application asked for, and what the person at the browser has done so far.
//!
//! It begins at the authorization endpoint, is carried through the pages by a cookie of the browser that began it,
//! and ends, once, where the browser resumes it. Its name alone opens nothing: without the cookie it is unknown.

mod cookies;
mod store;

use std::collections::BTreeMap;

use genkan_database::{Conn, DbError, Tx};
use genkan_oauth::{AuthorizationRequest, Scope};
use serde::{Deserialize, Serialize};

pub use self::cookies::{
    COOKIE, PARAMETER, RESUME_COOKIE, carried, is_resumed_by, label, resume_url, set_cookies,
};
use crate::{
    app::Inner,
    clock::Timestamp,
    ids::{ClientId, InteractionUid, OrganizationId, SessionUid, UserId},
    secrets::TokenHash,
};

/// Seconds from creation to the end of an interaction.
pub const TTL: i64 = 3600;

/// What the person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// To sign in.
    Login,
    /// To allow the application what it asks for.
    Consent,
}

impl Prompt {
    /// The database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Consent => "consent",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Login, Self::Consent].into_iter().find(|prompt| prompt.as_str() == name)
    }
}

/// A pending authorization.
#[derive(Clone, Debug)]
pub struct Interaction {
    /// Its name, the last segment of the resume URL.
    pub uid: InteractionUid,
    /// The application that asks.
    pub client_id: ClientId,
    /// What it waits for.
    pub prompt: Prompt,
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The session the browser had when this began.
    pub session_uid: Option<SessionUid>,
    /// Whether the person already signed in for this very request (an earlier step of the same chain).
    pub logged_in: bool,
    /// Who signed in, once the pages know.
    pub login: Option<Login>,
    /// What the person answered to the consent question.
    pub consent: Option<Consent>,
    /// The device this decides on (RFC 8628); `None`: the browser itself asks.
    pub device_code: Option<TokenHash>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A completed sign-in that no session knows of yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Who.
    pub user_id: UserId,
    /// How (RFC 8176 names).
    pub amr: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// With an account that was created in this interaction.
    #[serde(default)]
    pub is_new: bool,
}

/// The answer to the consent question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// These scopes, and no others.
    Allowed {
        /// OpenID Connect scopes.
        scope: Scope,
        /// Scopes by resource indicator.
        resource_scopes: BTreeMap<String, Scope>,
        /// The organizations that are to be open to the application, and no others. `None`: it was not asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organizations: Option<Vec<OrganizationId>>,
    },
    /// Nothing.
    Denied,
}

/// What creating an interaction takes; name and times are generated.
#[derive(Clone, Debug)]
pub struct NewInteraction {
    /// The application that asks.
    pub client_id: ClientId,
    /// What it waits for.
    pub prompt: Prompt,
    /// What was asked.
    pub request: AuthorizationRequest,
    /// The browser's session.
    pub session_uid: Option<SessionUid>,
    /// Whether the person already signed in for this very request.
    pub logged_in: bool,
    /// The device this decides on (RFC 8628).
    pub device_code: Option<TokenHash>,
}

/// Stores a new interaction.
///
/// # Errors
/// Storage.
pub async fn create(app: &Inner, tx: &mut Tx, new: NewInteraction) -> Result<Interaction, DbError> {
    let created_at = app.clock.now();
    let interaction = Interaction {
        uid: InteractionUid::new(app.random.opaque()),
        client_id: new.client_id,
        prompt: new.prompt,
        request: new.request,
        session_uid: new.session_uid,
        logged_in: new.logged_in,
        login: None,
        consent: None,
        device_code: new.device_code,
        created_at,
        expires_at: created_at.plus_seconds(TTL),
    };
    store::insert(tx, &interaction).await?;
    Ok(interaction)
}

/// The first of them that is live: neither resumed nor expired.
///
/// # Errors
/// Storage.
pub async fn find_first(
    conn: &mut Conn,
    uids: &[InteractionUid],
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    for uid in uids {
        if let Some(interaction) = store::find(conn, uid, now).await? {
            return Ok(Some(interaction));
        }
    }
    Ok(None)
}

/// The interaction even if it was resumed already, until it expires: enough to begin its request anew.
///
/// # Errors
/// Storage.
pub async fn find_resumed(
    conn: &mut Conn,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    store::find_resumed(conn, uid, now).await
}

/// Notes who signed in. A later sign-in in the same interaction replaces an earlier one. False: it is gone, or
/// waits for something else.
///
/// # Errors
/// Storage.
pub async fn record_login(
    tx: &mut Tx,
    uid: &InteractionUid,
    user_id: &UserId,
    amr: &[&str],
    now: Timestamp,
) -> Result<bool, DbError> {
    let amr = amr.iter().map(|&method| method.to_owned()).collect();
    store::set_login(tx, uid, &Login { user_id: user_id.clone(), amr, at: now, is_new: false }, now).await
}

/// Notes who signed in by creating an account, with a password. False: as with [`record_login`].
///
/// # Errors
/// Storage.
pub async fn record_registration(
    tx: &mut Tx,
    uid: &InteractionUid,
    user_id: &UserId,
    now: Timestamp,
) -> Result<bool, DbError> {
    let login = Login { user_id: user_id.clone(), amr: vec!["pwd".to_owned()], at: now, is_new: true };
    store::set_login(tx, uid, &login, now).await
}

/// Notes the answer to the consent question. False: the interaction is gone, waits for something else, or belongs
/// to another session.
///
/// # Errors
/// Storage.
pub async fn record_consent(
    tx: &mut Tx,
    uid: &InteractionUid,
    session_uid: &SessionUid,
    consent: &Consent,
    now: Timestamp,
) -> Result<bool, DbError> {
    store::set_consent(tx, uid, session_uid, consent, now).await
}

/// Takes the interaction, once. `None`: unknown, expired or already taken.
///
/// # Errors
/// Storage.
pub async fn consume(
    tx: &mut Tx,
    uid: &InteractionUid,
    now: Timestamp,
) -> Result<Option<Interaction>, DbError> {
    store::consume(tx, uid, now).await
}

/// Deletes what has expired; returns how many.
///
/// # Errors
/// Storage.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    store::delete_expired(tx, now).await
}

//! Applications: the OAuth clients, their secrets and their settings.

mod cache;
mod metadata;
mod store;

use genkan_database::{Conn, DbError, Tx};
use genkan_oauth::redirect_uri::{self, UriKind};
use serde::{Deserialize, Serialize};

pub use self::{
    cache::{ClientCache, find_client},
    metadata::{CustomClientMetadata, GrantType},
};
use crate::{
    app::Inner,
    changes::Topic,
    clock::Timestamp,
    ids::{ClientId, RoleId, ScopeId},
    secrets::{Token, TokenHash},
};

/// What kind of app it is; decides authentication, grants and PKCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ApplicationType {
    /// Installed app; public client.
    Native,
    /// Browser app; public client.
    #[serde(rename = "SPA")]
    Spa,
    /// Server-rendered web app; confidential client.
    Traditional,
    /// A service; confidential, `client_credentials` only.
    MachineToMachine,
    /// Behind a protecting proxy; confidential.
    Protected,
    /// The internal client of the SAML identity provider; confidential.
    #[serde(rename = "SAML")]
    Saml,
}

impl ApplicationType {
    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Native => "Native",
            Self::Spa => "SPA",
            Self::Traditional => "Traditional",
            Self::MachineToMachine => "MachineToMachine",
            Self::Protected => "Protected",
            Self::Saml => "SAML",
        }
    }

    /// The type with that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Native, Self::Spa, Self::Traditional, Self::MachineToMachine, Self::Protected, Self::Saml]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }

    /// Authenticates with a secret (`client_secret_basic` or `_post`); the others with `none`.
    pub fn is_confidential(self) -> bool {
        !matches!(self, Self::Native | Self::Spa)
    }
}

/// An application as stored.
#[derive(Clone, Debug)]
pub struct Application {
    /// `client_id`.
    pub id: ClientId,
    /// Shown to people.
    pub name: String,
    /// For the operator.
    pub description: Option<String>,
    /// Kind of app.
    pub application_type: ApplicationType,
    /// Asks the user for consent; limited to its configured scopes.
    pub is_third_party: bool,
    /// Registered redirect URIs, as registered.
    pub redirect_uris: Vec<String>,
    /// Registered post sign-out URIs.
    pub post_logout_redirect_uris: Vec<String>,
    /// OpenID Connect Back-Channel Logout 1.0 §2.2.
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens (and ID tokens) carry `sid`.
    pub backchannel_logout_session_required: bool,
    /// Shown on sign-in and consent pages.
    pub logo_uri: Option<String>,
    /// Token lifetimes, CORS, rotation and so on.
    pub metadata: CustomClientMetadata,
    /// Registration time.
    pub created_at: Timestamp,
}

impl Application {
    /// Whether the token endpoint lets it use this grant.
    pub fn allows_grant(&self, grant: GrantType) -> bool {
        use ApplicationType as T;
        match grant {
            GrantType::AuthorizationCode => self.uses_redirects(),
            GrantType::RefreshToken => self.application_type != T::MachineToMachine,
            GrantType::ClientCredentials => self.application_type == T::MachineToMachine,
            GrantType::DeviceCode => self.application_type == T::Native && self.metadata.is_device_flow,
            GrantType::TokenExchange => self.metadata.allow_token_exchange && !self.is_third_party,
        }
    }

    /// Whether it may start an authorization in the browser (`response_type=code`).
    pub fn uses_redirects(&self) -> bool {
        self.application_type != ApplicationType::MachineToMachine && !self.metadata.is_device_flow
    }

    /// PKCE is required of public clients (RFC 9700 §2.1.1).
    pub fn requires_pkce(&self) -> bool {
        !self.application_type.is_confidential()
    }

    /// Native apps get loopback ports and always take the consent step (RFC 8252 §7.3, §8.6).
    pub fn is_native(&self) -> bool {
        self.application_type == ApplicationType::Native
    }
}

/// One of an application's secrets, as the token endpoint needs it.
#[derive(Clone, Debug)]
pub struct StoredSecret {
    /// Unique per application.
    pub name: String,
    /// SHA-256 of the value.
    pub hash: TokenHash,
    /// Refused from then on.
    pub expires_at: Option<Timestamp>,
}

/// What the protocol endpoints need of an application, cached as one.
#[derive(Clone, Debug)]
pub struct Client {
    /// The application.
    pub application: Application,
    /// All its secrets, expired ones too (they get an error of their own).
    pub secrets: Vec<StoredSecret>,
    /// Third-party only: OIDC scopes it may request besides `openid offline_access`.
    pub consent_scopes: Vec<String>,
    /// Third-party only: resource scopes it may request.
    pub consent_resource_scopes: Vec<ScopeId>,
}

/// What registration takes. `id` and secret are generated.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// 1–256 characters.
    pub name: String,
    /// For the operator.
    pub description: Option<String>,
    /// Kind of app.
    pub application_type: ApplicationType,
    /// Only Traditional, SPA and Native.
    pub is_third_party: bool,
    /// Checked by `genkan_oauth::redirect_uri`.
    pub redirect_uris: Vec<String>,
    /// The same rules.
    pub post_logout_redirect_uris: Vec<String>,
    /// http(s) URL.
    pub backchannel_logout_uri: Option<String>,
    /// Whether logout tokens carry `sid`.
    pub backchannel_logout_session_required: bool,
    /// Shown on pages.
    pub logo_uri: Option<String>,
    /// Settings.
    pub metadata: CustomClientMetadata,
    /// Third-party only.
    pub consent_scopes: Vec<String>,
}

impl NewApplication {
    /// The minimum: a name and a type.
    pub fn new(name: impl Into<String>, application_type: ApplicationType) -> Self {
        Self {
            name: name.into(),
            description: None,
            application_type,
            is_third_party: false,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            logo_uri: None,
            metadata: CustomClientMetadata::default(),
            consent_scopes: Vec::new(),
        }
    }
}

/// Why an application was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A redirect or post sign-out URI breaks a rule; the text says which.
    #[error("{uri}: {reason}")]
    InvalidUri {
        /// As given.
        uri: String,
        /// In words.
        reason: String,
    },
    /// Any other rule; the text says which.
    #[error("{0}")]
    Invalid(&'static str),
    /// Storage.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl genkan_database::Retryable for Error {
    fn is_retryable(&self) -> bool {
        matches!(self, Self::Db(error) if error.is_retryable())
    }
}

/// Registers an application; confidential ones get a secret named `Default secret`, returned in clear once.
///
/// # Errors
/// [`Error`] for rules broken or storage.
pub async fn create(
    app: &Inner,
    tx: &mut Tx,
    new: NewApplication,
) -> Result<(Application, Option<Token>), Error> {
    check(&new)?;
    let application = Application {
        id: ClientId::new(app.random.id(21)),
        name: new.name,
        description: new.description,
        application_type: new.application_type,
        is_third_party: new.is_third_party,
        redirect_uris: new.redirect_uris,
        post_logout_redirect_uris: new.post_logout_redirect_uris,
        backchannel_logout_uri: new.backchannel_logout_uri,
        backchannel_logout_session_required: new.backchannel_logout_session_required,
        logo_uri: new.logo_uri,
        metadata: new.metadata,
        created_at: app.clock.now(),
    };
    store::insert(tx, &application).await?;
    for scope in &new.consent_scopes {
        store::insert_consent_scope(tx, &application.id, scope).await?;
    }
    let secret = if application.application_type.is_confidential() {
        Some(add_secret(app, tx, &application.id, "Default secret", None).await?)
    } else {
        None
    };
    cache::changed(app, tx).await?;
    Ok((application, secret))
}

/// Adds a secret of 32 alphanumerics; returns it in clear once.
///
/// # Errors
/// Storage; [`DbError::Unique`] when the name is taken.
pub async fn add_secret(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> Result<Token, DbError> {
    let secret = Token::new(app.random.alphanumeric(32));
    let sealed = app.sealer.seal(&app.random, "application-secret", secret.expose().as_bytes());
    store::insert_secret(tx, id, name, &secret, sealed, app.clock.now(), expires_at).await?;
    cache::changed(app, tx).await?;
    Ok(secret)
}

/// Applications by age, oldest first.
///
/// # Errors
/// Storage.
pub async fn list(conn: &mut Conn) -> Result<Vec<Application>, DbError> {
    store::list(conn).await
}

/// One application, uncached.
///
/// # Errors
/// Storage.
pub async fn find(conn: &mut Conn, id: &ClientId) -> Result<Option<Application>, DbError> {
    store::find(conn, id).await
}

/// The newest unexpired secret, opened: `genkan dev` prints it again on a later start.
///
/// # Errors
/// Storage, or a secret sealed under another key ([`DbError::Decode`]).
pub async fn reveal_secret(app: &Inner, conn: &mut Conn, id: &ClientId) -> Result<Option<Token>, DbError> {
    let Some(sealed) = store::newest_sealed_secret(conn, id, app.clock.now()).await? else { return Ok(None) };
    let plain = app
        .sealer
        .open("application-secret", &sealed)
        .map_err(|error| DbError::Decode(error.to_string()))?;
    let text = std::str::from_utf8(&plain).map_err(|_| DbError::Decode("a secret is text".into()))?;
    Ok(Some(Token::new(text)))
}

/// Replaces the registered redirect and post sign-out URIs; the same rules as at registration. False: unknown.
///
/// # Errors
/// [`Error`] for rules broken or storage.
pub async fn set_redirect_uris(
    app: &Inner,
    tx: &mut Tx,
    id: &ClientId,
    redirect_uris: &[String],
    post_logout_redirect_uris: &[String],
) -> Result<bool, Error> {
    for uri in redirect_uris.iter().chain(post_logout_redirect_uris) {
        check_uri(uri, REDIRECT)?;
    }
    let updated = store::update_redirect_uris(tx, id, redirect_uris, post_logout_redirect_uris).await?;
    cache::changed(app, tx).await?;
    Ok(updated)
}

/// Deletes it with its secrets; its tokens stop working because the client no longer resolves. False: unknown.
///
/// # Errors
/// Storage.
pub async fn delete(app: &Inner, tx: &mut Tx, id: &ClientId) -> Result<bool, DbError> {
    let deleted = store::delete(tx, id).await?;
    cache::changed(app, tx).await?;
    Ok(deleted)
}

/// Gives a machine-to-machine application a role.
///
/// # Errors
/// Storage; [`DbError::ForeignKey`] when either is unknown.
pub async fn assign_role(app: &Inner, tx: &mut Tx, id: &ClientId, role: &RoleId) -> Result<(), DbError> {
    store::insert_role(tx, id, role).await?;
    app.changes.bump(tx, Topic::Roles).await
}

fn check(new: &NewApplication) -> Result<(), Error> {
    use ApplicationType as T;
    if new.name.is_empty() || new.name.chars().count() > 256 {
        return Err(Error::Invalid("an application name has 1 to 256 characters"));
    }
    if new.is_third_party && !matches!(new.application_type, T::Traditional | T::Spa | T::Native) {
        return Err(Error::Invalid("only Traditional, SPA and Native applications can be third-party"));
    }
    if new.is_third_party && new.metadata.allow_token_exchange {
        return Err(Error::Invalid("a third-party application cannot use token exchange"));
    }
    if new.metadata.is_device_flow && new.application_type != T::Native {
        return Err(Error::Invalid("only Native applications use the device flow"));
    }
    for uri in new.redirect_uris.iter().chain(&new.post_logout_redirect_uris) {
        check_uri(uri, REDIRECT)?;
    }
    for uri in new.backchannel_logout_uri.iter().chain(&new.logo_uri) {
        check_uri(uri, UriKind::Web)?;
    }
    Ok(())
}

/// Wildcards stay off: one pattern can hand codes to hosts nobody thought of.
const REDIRECT: UriKind = UriKind::Redirect { wildcards: false };

fn check_uri(uri: &str, kind: UriKind) -> Result<(), Error> {
    redirect_uri::validate_registration(uri, kind)
        .map_err(|error| Error::InvalidUri { uri: uri.to_owned(), reason: error.to_string() })
}

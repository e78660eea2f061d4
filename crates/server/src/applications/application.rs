use genkan_oauth::scope;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{CustomClientMetadata, GrantType};
use crate::{
    clock::Timestamp,
    ids::{ClientId, OrganizationScopeId, ScopeId},
    secrets::TokenHash,
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

    /// Whether it may have secrets of its own; the SAML client's is internal.
    pub fn has_secrets(self) -> bool {
        self.is_confidential() && self != Self::Saml
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
    /// The same as registered, member for member: what the management API shows.
    pub custom_client_metadata: Map<String, Value>,
    /// The operator's data.
    pub custom_data: Map<String, Value>,
    /// Only the people its access rules name may sign in to it. The rules are read when it is on.
    pub access_control_enabled: bool,
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
    /// Third-party only: organization scopes it may request.
    pub consent_organization_scopes: Vec<OrganizationScopeId>,
    /// Third-party only: resource scopes it may request that come from roles in organizations.
    pub consent_organization_resource_scopes: Vec<ScopeId>,
}

impl Client {
    /// Whether it may have this OIDC scope.
    pub fn may_ask_for(&self, name: &str) -> bool {
        !self.application.is_third_party
            || matches!(name, scope::OPENID | scope::OFFLINE_ACCESS)
            || self.consent_scopes.iter().any(|own| own == name)
    }
}

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{HeaderValue, SecretSource};
use crate::{
    applications::{ApplicationType, CustomClientMetadata},
    settings::{IdTokenSettings, SessionSettings, SignInExperience},
};

/// What is configured about a tenant, with names instead of ids. Member names are those of the management API.
///
/// Of the three settings, one that is absent is left as it is; everything else is a list, and what the list does not
/// name is left as it is, too, unless it is pruned. A member left out of what is named has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TenantConfig {
    /// API resources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<Resource>,
    /// Roles of users and of machine-to-machine applications.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// What every organization has.
    #[serde(skip_serializing_if = "OrganizationTemplate::is_empty")]
    pub organization_template: OrganizationTemplate,
    /// Applications, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<Application>,
    /// Webhooks, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<Hook>,
    /// What the pages offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_experience: Option<SignInExperience>,
    /// Opt-in claims of ID tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<IdTokenSettings>,
    /// Browser sessions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionSettings>,
}

/// Names of scopes by what they belong to: a resource's indicator.
pub type ScopesByResource = BTreeMap<String, Vec<String>>;

/// An API resource; its indicator is its stable name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// The `aud` of its tokens.
    pub indicator: String,
    /// Shown on consent pages.
    pub name: String,
    /// Seconds.
    #[serde(default = "an_hour", skip_serializing_if = "is_an_hour")]
    pub access_token_ttl: i64,
    /// Used when a request names no resource.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// Descriptions by name; an empty one is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: BTreeMap<String, String>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Unique.
    pub name: String,
    /// For the operator.
    pub description: String,
    /// `User` or `MachineToMachine`; fixed once it exists.
    #[serde(default, rename = "type", skip_serializing_if = "RoleType::is_user")]
    pub role_type: RoleType,
    /// Given to every new user.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_default: bool,
    /// What it permits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: ScopesByResource,
}

/// Whom a role is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleType {
    /// People.
    #[default]
    User,
    /// Machine-to-machine applications.
    MachineToMachine,
}

impl RoleType {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    fn is_user(&self) -> bool {
        *self == Self::User
    }

    /// The wire and database name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::MachineToMachine => "MachineToMachine",
        }
    }
}

/// The roles and scopes of every organization.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OrganizationTemplate {
    /// Descriptions by name; an empty one is none.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub scopes: BTreeMap<String, String>,
    /// Roles of members.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<OrganizationRole>,
}

impl OrganizationTemplate {
    fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.roles.is_empty()
    }
}

/// A role of an organization's members or applications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationRole {
    /// Unique.
    pub name: String,
    /// For the operator; empty is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `User` or `MachineToMachine`; fixed once it exists.
    #[serde(default, rename = "type", skip_serializing_if = "RoleType::is_user")]
    pub role_type: RoleType,
    /// Organization scopes it gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// Scopes of API resources it gives within the organization.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resource_scopes: ScopesByResource,
}

/// An application; its name is its stable name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Shown to people.
    pub name: String,
    /// Fixed once it exists.
    #[serde(rename = "type")]
    pub application_type: ApplicationType,
    /// For the operator; empty is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Asks for consent; fixed once it exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_third_party: bool,
    /// Where sign-in may return to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// Where sign-out may return to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens go; empty is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub backchannel_logout_uri: String,
    /// Whether logout tokens carry `sid`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub backchannel_logout_session_required: bool,
    /// Shown on sign-in and consent pages; empty is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub logo_uri: String,
    /// Roles of a machine-to-machine application.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// A secret it must have. Without one, a new confidential application gets a generated secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretSource>,
    /// Token lifetimes, CORS, rotation and so on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub custom_client_metadata: CustomClientMetadata,
    /// Free for the operator.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub custom_data: Map<String, Value>,
    /// What a third-party application may ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub consent_scopes: ConsentScopes,
}

/// What a third-party application may ask for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConsentScopes {
    /// `profile`, `email`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub user: Vec<String>,
    /// Organization scopes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organization: Vec<String>,
    /// Scopes of API resources.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub resource: ScopesByResource,
    /// Scopes of API resources, within an organization.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub organization_resource: ScopesByResource,
}

/// A webhook; its name is its stable name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hook {
    /// For the operator.
    pub name: String,
    /// What it wants to know of, by wire name.
    pub events: Vec<String>,
    /// Where it is told.
    pub url: String,
    /// Whether it is told.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// How often a failed delivery is repeated, 0 to 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<i64>,
    /// Headers of every delivery; left out: those it has. They may hold credentials, so they are never written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<BTreeMap<String, HeaderValue>>,
    /// Its signing key. Without one, a new webhook gets a generated key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signing_key: Option<SecretSource>,
}

fn an_hour() -> i64 {
    3600
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_an_hour(seconds: &i64) -> bool {
    *seconds == an_hour()
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

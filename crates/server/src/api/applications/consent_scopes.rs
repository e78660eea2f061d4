use genkan_database::Conn;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::unknown;
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_text, list_of, nullable, object, one_of, optional, required, text,
    },
    applications::{self, ConsentScope, ConsentScopes, ResourceConsentScope},
    ids::{ClientId, OrganizationScopeId, ResourceId, ScopeId},
    resources,
};

const USER_SCOPES: &[&str] = &[
    "profile",
    "email",
    "phone",
    "address",
    "custom_data",
    "identities",
    "roles",
    "urn:logto:scope:organizations",
    "urn:logto:scope:organization_roles",
    "urn:logto:scope:sessions",
    "urn:logto:scope:trusted_devices",
];

pub(super) fn body() -> Schema {
    object([
        optional("organizationScopes", list_of(any_text())),
        optional("resourceScopes", list_of(any_text())),
        optional("organizationResourceScopes", list_of(any_text())),
        optional("userScopes", list_of(one_of(USER_SCOPES))),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Body {
    organization_scopes: Vec<OrganizationScopeId>,
    resource_scopes: Vec<ScopeId>,
    organization_resource_scopes: Vec<ScopeId>,
    user_scopes: Vec<String>,
}

/// `POST /applications/{applicationId}/user-consent-scopes`: adds.
pub(super) async fn add(call: Call) -> Result<Answer, ApiError> {
    let (id, body) = (ClientId::from(call.param("applicationId")), call.body::<Body>()?);
    let mut tx = call.app.db.begin().await?;
    let application = applications::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if !application.is_third_party {
        return Err(ApiError::new(422, "application.third_party_application_only"));
    }
    let scopes = ConsentScopes {
        organization_scopes: body.organization_scopes,
        resource_scopes: body.resource_scopes,
        organization_resource_scopes: body.organization_resource_scopes,
        user_scopes: body.user_scopes,
    };
    let of_management = names_management_api(&mut tx, &scopes).await?;
    if let Some(invalid) = applications::add_consent_scopes(&call.app, &mut tx, &id, &scopes).await? {
        let data = json!({
            "invalidOrganizationScopes": invalid.organization_scopes,
            "invalidResourceScopes": invalid.resource_scopes,
            "invalidOrganizationResourceScopes": invalid.organization_resource_scopes,
        });
        return Err(ApiError::new(422, "application.user_consent_scopes_not_found").with_data(data));
    }
    if of_management {
        return Err(ApiError::new(422, "application.consent_management_api_scopes_not_allowed"));
    }
    tx.commit().await?;
    Ok(Answer::text(201))
}

async fn names_management_api(conn: &mut Conn, scopes: &ConsentScopes) -> Result<bool, ApiError> {
    for id in scopes.resource_scopes.iter().chain(&scopes.organization_resource_scopes) {
        let scope = resources::find_scope(conn, id).await?;
        if scope.is_some_and(|scope| scope.resource_id.as_str() == resources::MANAGEMENT_API) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View {
    organization_scopes: Vec<Scope<OrganizationScopeId>>,
    resource_scopes: Vec<ResourceScopes>,
    organization_resource_scopes: Vec<ResourceScopes>,
    user_scopes: Vec<String>,
}

#[derive(Serialize)]
struct Scope<Id> {
    id: Id,
    name: String,
    description: Option<String>,
}

#[derive(Serialize)]
struct ResourceScopes {
    resource: Resource,
    scopes: Vec<Scope<ScopeId>>,
}

#[derive(Serialize)]
struct Resource {
    id: ResourceId,
    name: String,
    indicator: String,
}

pub(super) fn shape() -> Schema {
    let scope = |most: usize| {
        object([
            required("id", text(1..=21)),
            required("name", text(1..=most)),
            required("description", nullable(any_text())),
        ])
    };
    let resource =
        object([required("id", text(1..=21)), required("name", text(1..)), required("indicator", text(1..))]);
    let of_resource = object([required("resource", resource), required("scopes", list_of(scope(256)))]);
    object([
        required("organizationScopes", list_of(scope(128))),
        required("resourceScopes", list_of(of_resource.clone())),
        required("organizationResourceScopes", list_of(of_resource)),
        required("userScopes", list_of(one_of(USER_SCOPES))),
    ])
}

/// `GET /applications/{applicationId}/user-consent-scopes`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("applicationId"));
    let mut conn = call.app.db.read().await?;
    applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let named = applications::consent_scopes(&mut conn, &id).await?;
    let organization_scopes = named
        .organization_scopes
        .into_iter()
        .map(|own| Scope { id: own.id, name: own.name, description: own.description })
        .collect();
    let view = View {
        organization_scopes,
        resource_scopes: by_resource(named.resource_scopes),
        organization_resource_scopes: by_resource(named.organization_resource_scopes),
        user_scopes: named.user_scopes,
    };
    Ok(Answer::json(200, &view))
}

/// Scopes of one resource follow each other.
fn by_resource(scopes: Vec<ResourceConsentScope>) -> Vec<ResourceScopes> {
    let mut grouped: Vec<ResourceScopes> = Vec::new();
    for own in scopes {
        let scope = Scope { id: own.id, name: own.name, description: own.description };
        match grouped.last_mut() {
            Some(last) if last.resource.id == own.resource_id => last.scopes.push(scope),
            _ => {
                let resource = Resource {
                    id: own.resource_id,
                    name: own.resource_name,
                    indicator: own.resource_indicator,
                };
                grouped.push(ResourceScopes { resource, scopes: vec![scope] });
            }
        }
    }
    grouped
}

pub(super) fn params() -> Schema {
    object([required(
        "scopeType",
        one_of(&["organization-scopes", "resource-scopes", "organization-resource-scopes", "user-scopes"]),
    )])
}

/// `DELETE /applications/{applicationId}/user-consent-scopes/{scopeType}/{scopeId}`.
pub(super) async fn remove(call: Call) -> Result<Answer, ApiError> {
    let (id, scope) = (ClientId::from(call.param("applicationId")), call.param("scopeId"));
    let scope = match call.param("scopeType") {
        "organization-scopes" => ConsentScope::Organization(scope.into()),
        "resource-scopes" => ConsentScope::Resource(scope.into()),
        "organization-resource-scopes" => ConsentScope::OrganizationResource(scope.into()),
        _ => ConsentScope::User(scope.to_owned()),
    };
    let mut tx = call.app.db.begin().await?;
    applications::find(&mut tx, &id).await?.ok_or_else(|| unknown(&id))?;
    if !applications::remove_consent_scope(&call.app, &mut tx, &id, &scope).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

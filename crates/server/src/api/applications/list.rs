use serde::Deserialize;

use super::{ApplicationView, FIELDS, application_type, built_in, unknown};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_text, either, list_of, object, one_of, optional, search_params,
    },
    applications::{self, ApplicationFilter, ApplicationType},
    ids::{ClientId, OrganizationId, RoleId},
    roles,
};

pub(super) fn query() -> Schema {
    object([
        optional("types", either([application_type(), list_of(application_type())])),
        optional("excludeRoleId", any_text()),
        optional("excludeOrganizationId", any_text()),
        optional("isThirdParty", one_of(&["true", "false"])),
        search_params(),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    #[serde(default)]
    types: Types,
    exclude_role_id: Option<RoleId>,
    exclude_organization_id: Option<OrganizationId>,
    is_third_party: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Types {
    One(ApplicationType),
    Many(Vec<ApplicationType>),
}

impl Default for Types {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

/// `GET /applications`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (query, search, window) = (call.query::<Query>()?, call.search(&FIELDS)?, call.window());
    if query.exclude_role_id.is_some() && query.exclude_organization_id.is_some() {
        return Err(ApiError::request_invalid(
            400,
            "`excludeRoleId` and `excludeOrganizationId` exclude each other.",
        ));
    }
    let filter = ApplicationFilter {
        types: match query.types {
            Types::One(one) => vec![one],
            Types::Many(many) => many,
        },
        is_third_party: query.is_third_party.map(|text| text == "true"),
        without_role: query.exclude_role_id,
        not_in_organization: query.exclude_organization_id,
    };
    let mut conn = call.app.db.read().await?;
    let (page, total) = match search {
        None => applications::list_page(&mut conn, &filter, window.limit, window.offset).await?,
        Some(search) => {
            window.of(applications::list_where(&mut conn, &filter, |own| search.matches(own)).await?)
        }
    };
    let views: Vec<ApplicationView> = page.into_iter().map(ApplicationView::from).collect();
    Ok(Answer::list(&call, &views, total))
}

/// `GET /applications/{id}`.
pub(super) async fn get(call: Call) -> Result<Answer, ApiError> {
    let id = ClientId::from(call.param("id"));
    if let Some(view) = built_in::find(id.as_str()) {
        return Ok(Answer::json(200, &view));
    }
    let mut conn = call.app.db.read().await?;
    let application = applications::find(&mut conn, &id).await?.ok_or_else(|| unknown(&id))?;
    let is_admin = roles::is_admin_application(&mut conn, &id).await?;
    Ok(Answer::json(200, &ApplicationView::with_admin(application, is_admin)))
}

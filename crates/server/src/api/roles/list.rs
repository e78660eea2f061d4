use serde::{Deserialize, Serialize};

use super::{RoleView, role, role::role_type};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_text, list_of, nullable, number, object, optional, required,
        search_params, text,
    },
    ids::{ClientId, UserId},
    roles::{self, RoleFilter, RoleType, Usage},
};

pub(super) fn query() -> Schema {
    object([
        optional("excludeUserId", any_text()),
        optional("excludeApplicationId", any_text()),
        optional("type", role_type()),
        search_params(),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    exclude_user_id: Option<UserId>,
    exclude_application_id: Option<ClientId>,
    r#type: Option<RoleType>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(flatten)]
    role: RoleView,
    users_count: i64,
    featured_users: Vec<FeaturedUser>,
    applications_count: i64,
    featured_applications: Vec<FeaturedApplication>,
}

#[derive(Serialize)]
struct FeaturedUser {
    id: UserId,
    avatar: Option<String>,
    name: Option<String>,
}

#[derive(Serialize)]
struct FeaturedApplication {
    id: ClientId,
    name: String,
    r#type: String,
}

pub(super) fn shape() -> Schema {
    let user = object([
        required("id", text(1..=12)),
        required("avatar", nullable(text(..=2048))),
        required("name", nullable(text(..=128))),
    ]);
    let application = object([
        required("id", text(1..=21)),
        required("name", text(1..=256)),
        required("type", crate::api::applications::application_type()),
    ]);
    role().with([
        required("usersCount", number()),
        required("featuredUsers", list_of(user)),
        required("applicationsCount", number()),
        required("featuredApplications", list_of(application)),
    ])
}

/// `GET /roles`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (query, search) = (call.query::<Query>()?, call.search(&super::FIELDS)?);
    let filter = RoleFilter {
        role_type: query.r#type,
        not_of_user: query.exclude_user_id,
        not_of_application: query.exclude_application_id,
    };
    let mut conn = call.app.db.read().await?;
    let roles = roles::list(&mut conn, &filter).await?;
    let (page, total) = call.window().of(super::found(search.as_ref(), roles));
    let mut usages = roles::usages(&mut conn, page.iter().map(|role| &role.id)).await?;
    drop(conn);
    let items: Vec<Item> = page
        .into_iter()
        .map(|role| {
            let usage = usages.remove(&role.id).unwrap_or_default();
            item(role.into(), usage)
        })
        .collect();
    Ok(Answer::list(&call, &items, total))
}

fn item(role: RoleView, usage: Usage) -> Item {
    let user = |own: roles::FeaturedUser| FeaturedUser { id: own.id, avatar: own.avatar, name: own.name };
    let application = |own: roles::FeaturedApplication| FeaturedApplication {
        id: own.id,
        name: own.name,
        r#type: own.application_type,
    };
    Item {
        role,
        users_count: usage.users,
        featured_users: usage.featured_users.into_iter().map(user).collect(),
        applications_count: usage.applications,
        featured_applications: usage.featured_applications.into_iter().map(application).collect(),
    }
}

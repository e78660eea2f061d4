use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::view::{Entity, contains, organization_members};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_text, list_of, nullable, number, object, optional, required, text,
    },
    organizations::{self, Membership, Organization},
};

pub(super) fn query() -> Schema {
    object([optional("q", contains()), optional("showFeatured", any_text())])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    q: Option<String>,
    show_featured: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(flatten)]
    organization: Organization,
    #[serde(flatten)]
    membership: Option<Membership>,
}

pub(super) fn shape() -> Schema {
    let user = object([
        required("id", text(1..=12)),
        required("avatar", nullable(text(..=2048))),
        required("name", nullable(text(..=128))),
    ]);
    object(
        organization_members()
            .into_iter()
            .chain([optional("usersCount", number()), optional("featuredUsers", list_of(user))]),
    )
}

/// `GET /organizations`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let query: Query = call.query()?;
    let (q, window) = (query.q.as_deref(), call.window());
    let shows_featured = query.show_featured.is_some_and(|text| is_yes(&text));
    let mut conn = call.app.db.read().await?;
    let total = organizations::count(&mut conn, q).await?;
    let list = organizations::list(&mut conn, q, window.limit, window.offset).await?;
    let mut memberships = if shows_featured {
        organizations::memberships(&mut conn, q, window.limit, window.offset).await?
    } else {
        HashMap::new()
    };
    let item = |organization: Organization| {
        let membership = shows_featured.then(|| memberships.remove(&organization.id).unwrap_or_default());
        Entity::new(Item { organization, membership })
    };
    let items: Vec<_> = list.into_iter().map(item).collect();
    Ok(Answer::list(&call, &items, total))
}

/// The words a flag is switched on with.
fn is_yes(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "1" | "true" | "y" | "yes" | "yep" | "yeah")
}

use askama::Template;
use genkan_sdk::{IdTokenClaims, UserInfo};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::words::Words;

/// The person's organizations, each a link to its page.
#[derive(Debug, Template)]
#[template(path = "parts/organizations.html")]
pub(crate) struct Organizations {
    words: &'static Words,
    list: Vec<Organization>,
}

#[derive(Debug)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) path: String,
    roles: String,
}

/// One entry of the claim `organization_data` of the userinfo endpoint.
#[derive(Debug, Deserialize)]
struct Named {
    id: String,
    name: String,
}

impl Organizations {
    /// `None` when the claims know no organizations: the scope was not asked for, or the provider has none.
    pub(crate) fn of(
        words: &'static Words,
        claims: &IdTokenClaims,
        user_info: Option<&UserInfo>,
    ) -> Option<Self> {
        claims.raw().get("organizations")?;
        // The userinfo endpoint is fresher, and knows names.
        let fresh = user_info.unwrap_or(claims);
        let names: Vec<Named> = fresh.get("organization_data").unwrap_or_default();
        let roles = fresh.organization_roles();
        let list = fresh.organizations().into_iter().map(|id| Organization {
            name: names.iter().find(|named| named.id == id).map_or(&id, |named| &named.name).clone(),
            path: path(&id),
            roles: roles_in(&roles, &id),
            id,
        });
        Some(Self { words, list: list.collect() })
    }

    pub(crate) fn into_one(self, id: &str) -> Option<Organization> {
        self.list.into_iter().find(|one| one.id == id)
    }
}

fn path(id: &str) -> String {
    format!("/organizations/{}", utf8_percent_encode(id, NON_ALPHANUMERIC))
}

/// The claim `organization_roles` holds pairs, `<organization>:<role>`.
fn roles_in(roles: &[String], id: &str) -> String {
    let own = roles.iter().filter_map(|pair| pair.strip_prefix(id)?.strip_prefix(':'));
    own.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_belong_to_one_organization() {
        let pairs = ["o1:admin", "o12:guest", "o1:a:b"].map(str::to_owned);
        assert_eq!(roles_in(&pairs, "o1"), "admin, a:b");
        assert_eq!(roles_in(&pairs, "o2"), "");
    }

    #[test]
    fn an_id_stays_in_its_segment() {
        assert_eq!(path("o1"), "/organizations/o1");
        assert_eq!(path("a/b?c d"), "/organizations/a%2Fb%3Fc%20d");
    }
}

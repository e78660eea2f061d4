//! The claims `roles`, `organizations`, `organization_roles` and `organization_data`.

use genkan::{applications::ApplicationType, roles::RoleType, settings};
use serde_json::{Value, json};

use super::{organizations::*, seed::*};
use crate::support::*;

const SCOPE: &str =
    "openid offline_access roles urn:logto:scope:organizations urn:logto:scope:organization_roles";

async fn member(app: &TestApp) -> TestUser {
    let user = app.create_user("neko").await;
    let api = create_resource(app, "https://api.example", &["read"], RoleType::User).await;
    give_role(app, &api.role, &user).await;
    organization_role(app, "barista", "User", &[]).await;
    organization_role(app, "owner", "User", &[]).await;
    for (id, roles) in [("kissaten", &["barista", "owner"][..]), ("farm", &[]), ("other", &["owner"])] {
        let organization = organization(app, id).await;
        if id != "other" {
            join(app, &organization, &user.id, roles).await;
        }
    }
    user
}

/// The claims that are about memberships.
fn memberships(claims: &Value) -> Value {
    let names = ["roles", "organizations", "organization_roles", "organization_data"];
    let own = names.iter().filter_map(|name| Some(((*name).to_owned(), claims.get(name)?.clone())));
    Value::Object(own.collect())
}

on_both_engines! {
    async fn id_tokens_carry_them_by_default_and_userinfo_carries_all(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let user = member(&app).await;
        let body = tokens(&app, &client, &user, &Asked { scope: SCOPE, ..Asked::default() }).await;
        let listed = json!({
            "roles": ["all of https://api.example"],
            "organizations": ["farm", "kissaten"],
            "organization_roles": ["kissaten:barista", "kissaten:owner"],
        });
        let (_, claims) = jwt(&text(&body, "id_token"));
        assert_eq!(memberships(&Value::Object(claims)), listed);
        let shown = userinfo(&app, &text(&body, "access_token")).await.json();
        let mut all = listed.clone();
        all["organization_data"] = json!([
            {"id": "farm", "name": "farm", "description": "An organization"},
            {"id": "kissaten", "name": "kissaten", "description": "An organization"},
        ]);
        assert_eq!(memberships(&shown), all);
        // The tenant decides what ID tokens carry; userinfo does not ask it.
        for (enabled, expected) in [
            (vec!["organization_data"], json!({"organization_data": all["organization_data"]})),
            (vec![], json!({})),
            (vec!["roles"], json!({"roles": listed["roles"]})),
        ] {
            enable(&app, &enabled).await;
            let body = refreshed(&app, &client, &text(&body, "refresh_token"), &[]).await;
            let (_, claims) = jwt(&text(&body, "id_token"));
            assert_eq!(memberships(&Value::Object(claims)), expected);
            assert_eq!(memberships(&userinfo(&app, &text(&body, "access_token")).await.json()), all);
        }
    }

    async fn they_follow_the_scope_and_the_memberships_of_now(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        let user = member(&app).await;
        let body = tokens(&app, &client, &user, &Asked { scope: SCOPE, ..Asked::default() }).await;
        let token = text(&body, "refresh_token");
        for (scope, names) in [
            ("openid", vec![]),
            ("openid roles", vec!["roles"]),
            ("openid urn:logto:scope:organizations", vec!["organizations"]),
            ("openid urn:logto:scope:organization_roles", vec!["organization_roles"]),
        ] {
            let body = refreshed(&app, &client, &token, &[("scope", scope)]).await;
            let claims = memberships(&Value::Object(jwt(&text(&body, "id_token")).1));
            let shown: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(shown, names, "{scope}");
        }
        leave(&app, &"kissaten".into(), &user.id).await;
        let body = refreshed(&app, &client, &token, &[]).await;
        let claims = memberships(&Value::Object(jwt(&text(&body, "id_token")).1));
        assert_eq!((&claims["organizations"], &claims["organization_roles"]), (&json!(["farm"]), &json!([])));
    }
}

async fn enable(app: &TestApp, claims: &[&str]) {
    let id_token = settings::IdTokenSettings {
        enabled_extended_claims: claims.iter().map(|&claim| claim.to_owned()).collect(),
    };
    let mut tx = app.app.db.begin().await.unwrap();
    settings::set_id_token(&app.app, &mut tx, &id_token).await.unwrap();
    tx.commit().await.unwrap();
}

//! What goes with a user, and what does not come with one.

use genkan::roles::{self, RoleType};
use genkan_database::args;

use super::*;
use crate::support::TestApp;

/// How many rows of the user's there are in the tables that name it.
async fn rows(app: &TestApp, user: &str) -> i64 {
    let mut conn = app.app.db.read().await.unwrap();
    let (count,): (i64,) = conn
        .one(
            "SELECT (SELECT COUNT(*) FROM user_roles WHERE user_id = $1)
                 + (SELECT COUNT(*) FROM user_identities WHERE user_id = $1)
                 + (SELECT COUNT(*) FROM mfa_verifications WHERE user_id = $1)
                 + (SELECT COUNT(*) FROM organization_users WHERE user_id = $1)
                 + (SELECT COUNT(*) FROM organization_invitations WHERE inviter_id = $1 OR accepted_user_id = $1)",
            args![user],
        )
        .await
        .unwrap();
    count
}

/// An organization that people of example.com join by themselves.
async fn organization(app: &TestApp) {
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute(
        "INSERT INTO organizations (id, name, custom_data, color, branding, created_at)
         VALUES ('o1', 'Org', '{}', '{}', '{}', 0)",
        args![],
    )
    .await
    .unwrap();
    tx.execute(
        "INSERT INTO organization_jit_email_domains (organization_id, email_domain, created_at)
         VALUES ('o1', 'example.com', 0)",
        args![],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

on_both_engines! {
    async fn everything_of_a_user_goes_with_it(app: TestApp) {
        let api = app.management().await;
        organization(&app).await;
        let id = named(&api, "ada").await;
        let mut tx = app.app.db.begin().await.unwrap();
        let role = roles::create(&app.app, &mut tx, "reader", "d", RoleType::User, false).await.unwrap();
        tx.execute("INSERT INTO organization_users (organization_id, user_id) VALUES ('o1', $1)", args![id]).await.unwrap();
        tx.execute(
            "INSERT INTO organization_invitations (id, organization_id, invitee, inviter_id, accepted_user_id, status,
                 created_at, updated_at, expires_at)
             VALUES ('i1', 'o1', 'a@b.cd', $1, NULL, 'Pending', 0, 0, 1), ('i2', 'o1', 'e@b.cd', NULL, $1, 'Accepted', 0, 0, 1)",
            args![id],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        api.post(&format!("/users/{id}/roles"), json!({"roleIds": [role]})).await.expect(201);
        api.put(&format!("/users/{id}/identities/google"), json!({"userId": "g1"})).await.expect(201);
        api.post(&format!("/users/{id}/mfa-verifications"), json!({"type": "Totp"})).await.expect(200);
        assert_eq!(rows(&app, &id).await, 6);
        assert_eq!(api.delete(&format!("/users/{id}")).await.status, 204);
        assert_eq!(rows(&app, &id).await, 0);
        let next = named(&api, "ada").await;
        api.put(&format!("/users/{next}/identities/google"), json!({"userId": "g1"})).await.expect(201);
    }

    async fn nobody_joins_by_being_made(app: TestApp) {
        let api = app.management().await;
        organization(&app).await;
        let user = create(&api, json!({"primaryEmail": "ada@example.com"})).await;
        assert_eq!(rows(&app, user["id"].as_str().unwrap()).await, 0);
    }
}

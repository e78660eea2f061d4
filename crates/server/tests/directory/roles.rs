use genkan::{
    ids::{ResourceId, RoleId, ScopeId},
    resources,
    roles::{self, RoleType},
};

use crate::support::TestApp;

/// A resource with the scopes `read` and `write`, and a role that gives `read`.
async fn reader(app: &TestApp, is_default: bool) -> (ResourceId, RoleId, ScopeId) {
    let mut tx = app.app.db.begin().await.unwrap();
    let resource = resources::create(&app.app, &mut tx, "https://api.example", "API", 3600).await.unwrap();
    let read = resources::create_scope(&app.app, &mut tx, &resource, "read", None).await.unwrap();
    resources::create_scope(&app.app, &mut tx, &resource, "write", None).await.unwrap();
    let role =
        roles::create(&app.app, &mut tx, "reader", "Reads.", RoleType::User, is_default).await.unwrap();
    roles::add_scope(&app.app, &mut tx, &role, &read).await.unwrap();
    tx.commit().await.unwrap();
    (resource, role, read)
}

on_both_engines! {
    async fn a_user_has_the_scopes_of_its_roles_and_no_others(app: TestApp) {
        let (resource, role, _) = reader(&app, false).await;
        let user = app.create_user("ada").await;
        let mut conn = app.app.db.read().await.unwrap();
        assert!(roles::user_scopes(&mut conn, &user.id, &resource).await.unwrap().is_empty());
        drop(conn);

        let mut tx = app.app.db.begin().await.unwrap();
        roles::assign_to_user(&mut tx, &role, &user.id).await.unwrap();
        roles::assign_to_user(&mut tx, &role, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        assert_eq!(roles::user_scopes(&mut conn, &user.id, &resource).await.unwrap(), ["read"]);
        assert_eq!(roles::names_of_user(&mut conn, &user.id).await.unwrap(), ["reader"]);
        drop(conn);

        let mut tx = app.app.db.begin().await.unwrap();
        roles::remove_from_user(&mut tx, &role, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        assert!(roles::user_scopes(&mut conn, &user.id, &resource).await.unwrap().is_empty());
    }

    async fn new_users_get_the_default_roles(app: TestApp) {
        reader(&app, true).await;
        let user = app.create_user("ada").await;
        let mut conn = app.app.db.read().await.unwrap();
        assert_eq!(roles::names_of_user(&mut conn, &user.id).await.unwrap(), ["reader"]);
    }

    async fn there_is_one_default_resource_at_most(app: TestApp) {
        let mut tx = app.app.db.begin().await.unwrap();
        let first = resources::create(&app.app, &mut tx, "https://a.example", "A", 60).await.unwrap();
        let second = resources::create(&app.app, &mut tx, "https://b.example", "B", 60).await.unwrap();
        resources::set_default(&app.app, &mut tx, &first, true).await.unwrap();
        resources::set_default(&app.app, &mut tx, &second, true).await.unwrap();
        tx.commit().await.unwrap();
        let all = resources::all(&app.app).await.unwrap();
        assert_eq!(all.default_resource().map(|resource| &resource.id), Some(&second));
        assert_eq!(all.iter().filter(|resource| resource.is_default).count(), 1);

        let mut tx = app.app.db.begin().await.unwrap();
        resources::set_default(&app.app, &mut tx, &second, false).await.unwrap();
        tx.commit().await.unwrap();
        assert!(resources::all(&app.app).await.unwrap().default_resource().is_none());
    }
}

use genkan::{
    applications::ApplicationType,
    ids::{OrganizationId, OrganizationRoleId, UserId},
    organizations::{self, NewOrganization, jit, members},
    roles::RoleType,
};
use genkan_database::{DbError, args, retry};
use serde_json::Map;

use crate::support::TestApp;

async fn organization(app: &TestApp, name: &str) -> OrganizationId {
    let mut tx = app.app.db.begin().await.unwrap();
    let new = NewOrganization { name: name.into(), ..NewOrganization::default() };
    let organization = organizations::create(&app.app, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    organization.id
}

async fn role(app: &TestApp, name: &str, role_type: RoleType) -> OrganizationRoleId {
    let mut tx = app.app.db.begin().await.unwrap();
    let role = organizations::roles::create(&app.app, &mut tx, name, None, role_type).await.unwrap();
    tx.commit().await.unwrap();
    role.id
}

async fn replace_members(app: &TestApp, id: &OrganizationId, users: &[UserId]) -> Result<(), DbError> {
    retry(async || {
        let mut tx = app.app.db.begin().await?;
        members::replace(&mut tx, id, users).await?;
        tx.commit().await
    })
    .await
}

async fn member_ids(app: &TestApp, id: &OrganizationId) -> Vec<UserId> {
    let mut conn = app.app.db.read().await.unwrap();
    let list = members::list(&mut conn, id, members::MemberFilter::default(), 100, 0).await.unwrap();
    list.into_iter().map(|member| member.id).collect()
}

/// A user whose e-mail address is known to be its own, or only typed.
async fn user_with_email(app: &TestApp, email: &str, verified: bool) -> UserId {
    let user = app.create_user(email.split('@').next().unwrap()).await;
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute(
        "UPDATE users SET primary_email = $2, email_verified = $3 WHERE id = $1",
        args![user.id, email, verified],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    user.id
}

async fn join(app: &TestApp, user: &UserId, email: &str) -> Vec<OrganizationId> {
    let mut tx = app.app.db.begin().await.unwrap();
    let joined = jit::join_by_email_domain(&app.app, &mut tx, user, email, &Map::new()).await.unwrap();
    tx.commit().await.unwrap();
    joined
}

on_both_engines! {
    async fn of_two_replacements_one_list_remains(app: TestApp) {
        let id = organization(&app, "Acme").await;
        let mut users = Vec::new();
        for name in ["ada", "bob", "cyd", "dan"] {
            users.push(app.create_user(name).await.id);
        }
        users.sort_unstable();
        for _ in 0..5 {
            let (first, second) = users.split_at(2);
            let (one, other) =
                tokio::join!(replace_members(&app, &id, first), replace_members(&app, &id, second));
            one.unwrap();
            other.unwrap();
            let now = member_ids(&app, &id).await;
            assert!(now == first || now == second, "{now:?}");
        }
    }

    async fn roles_are_for_members_only_even_while_they_leave(app: TestApp) {
        let id = organization(&app, "Acme").await;
        let editor = role(&app, "editor", RoleType::User).await;
        let user = app.create_user("ada").await.id;
        for _ in 0..5 {
            replace_members(&app, &id, std::slice::from_ref(&user)).await.unwrap();
            let leave = replace_members(&app, &id, &[]);
            let assign = retry(async || {
                let mut tx = app.app.db.begin().await?;
                let (users, roles) = (std::slice::from_ref(&user), std::slice::from_ref(&editor));
                members::add_roles(&mut tx, &id, users, roles).await?;
                tx.commit().await
            });
            let (left, assigned) = tokio::join!(leave, assign);
            left.unwrap();
            assert!(matches!(assigned, Ok(()) | Err(DbError::ForeignKey)), "{assigned:?}");
            let mut conn = app.app.db.read().await.unwrap();
            assert_eq!(members::count_roles(&mut conn, &id, &user).await.unwrap(), 0);
        }
    }

    async fn who_stays_keeps_its_roles(app: TestApp) {
        let id = organization(&app, "Acme").await;
        let editor = role(&app, "editor", RoleType::User).await;
        let (ada, bob) = (app.create_user("ada").await.id, app.create_user("bob").await.id);
        let mut tx = app.app.db.begin().await.unwrap();
        members::add(&mut tx, &id, &[ada.clone(), bob.clone()]).await.unwrap();
        let both = [ada.clone(), bob.clone()];
        members::add_roles(&mut tx, &id, &both, std::slice::from_ref(&editor)).await.unwrap();
        let changed = members::replace(&mut tx, &id, std::slice::from_ref(&ada)).await.unwrap();
        assert_eq!((changed.added, changed.removed), (vec![], vec![bob.clone()]));
        // Who comes back does not get them back.
        let changed = members::replace(&mut tx, &id, &both).await.unwrap();
        assert_eq!((changed.added, changed.removed), (vec![bob.clone()], vec![]));
        tx.commit().await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        assert_eq!(members::count_roles(&mut conn, &id, &ada).await.unwrap(), 1);
        assert_eq!(members::count_roles(&mut conn, &id, &bob).await.unwrap(), 0);
    }

    async fn people_and_applications_get_only_roles_of_their_kind(app: TestApp) {
        let id = organization(&app, "Acme").await;
        let editor = role(&app, "editor", RoleType::User).await;
        let robot = role(&app, "robot", RoleType::MachineToMachine).await;
        let user = app.create_user("ada").await.id;
        let machine = app.create_app(ApplicationType::MachineToMachine).await.id;
        let mut tx = app.app.db.begin().await.unwrap();
        members::add(&mut tx, &id, std::slice::from_ref(&user)).await.unwrap();
        organizations::applications::add(&app.app, &mut tx, &id, std::slice::from_ref(&machine)).await.unwrap();
        let wrong = members::add_roles(&mut tx, &id, &[user], std::slice::from_ref(&robot)).await;
        assert_eq!(wrong, Err(DbError::NotNullOrCheck));
        let machines = std::slice::from_ref(&machine);
        let wrong = organizations::applications::add_roles(&app.app, &mut tx, &id, machines, &[editor]).await;
        assert_eq!(wrong, Err(DbError::NotNullOrCheck));
        organizations::applications::add_roles(&app.app, &mut tx, &id, machines, &[robot]).await.unwrap();
        tx.commit().await.unwrap();
        let web = app.create_app(ApplicationType::Traditional).await.id;
        let mut tx = app.app.db.begin().await.unwrap();
        let wrong = organizations::applications::add(&app.app, &mut tx, &id, &[web]).await;
        assert_eq!(wrong, Err(DbError::NotNullOrCheck));
    }

    async fn a_proven_address_joins_with_the_roles_for_people(app: TestApp) {
        let (acme, other) = (organization(&app, "Acme").await, organization(&app, "Other").await);
        let editor = role(&app, "editor", RoleType::User).await;
        let robot = role(&app, "robot", RoleType::MachineToMachine).await;
        let mut tx = app.app.db.begin().await.unwrap();
        for domain in ["Acme.example", "acme.EXAMPLE"] {
            jit::add_email_domain(&app.app, &mut tx, &acme, domain).await.unwrap();
        }
        jit::add_email_domain(&app.app, &mut tx, &other, "other.example").await.unwrap();
        jit::add_roles(&mut tx, &acme, &[editor.clone(), robot]).await.unwrap();
        tx.commit().await.unwrap();

        let ada = user_with_email(&app, "ada@ACME.example", true).await;
        assert_eq!(join(&app, &ada, "ada@acme.example").await, std::slice::from_ref(&acme));
        assert_eq!(join(&app, &ada, "ada@acme.example").await, []);
        let mut conn = app.app.db.read().await.unwrap();
        let roles = members::list_roles(&mut conn, &acme, &ada, 100, 0).await.unwrap();
        assert_eq!(roles.into_iter().map(|role| role.id).collect::<Vec<_>>(), [editor]);
        assert!(!members::is_member(&mut conn, &other, &ada).await.unwrap());
    }

    async fn an_unproven_or_foreign_address_opens_nothing(app: TestApp) {
        let acme = organization(&app, "Acme").await;
        let mut tx = app.app.db.begin().await.unwrap();
        jit::add_email_domain(&app.app, &mut tx, &acme, "acme.example").await.unwrap();
        tx.commit().await.unwrap();
        let typed = user_with_email(&app, "mallory@acme.example", false).await;
        assert_eq!(join(&app, &typed, "mallory@acme.example").await, []);
        let elsewhere = user_with_email(&app, "eve@elsewhere.example", true).await;
        assert_eq!(join(&app, &elsewhere, "eve@acme.example").await, []);
        assert_eq!(join(&app, &elsewhere, "eve@elsewhere.example").await, []);
        // The domain is what follows the last @.
        let tricky = user_with_email(&app, "\"x@acme.example\"@elsewhere.example", true).await;
        assert_eq!(join(&app, &tricky, "\"x@acme.example\"@elsewhere.example").await, []);
        assert_eq!(member_ids(&app, &acme).await, []);
    }
}

use genkan::users;

use super::*;
use crate::support::PASSWORD;

on_both_engines! {
    async fn the_right_password_goes_on_to_the_authorization_endpoint(app: TestApp) {
        let user = app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let page = pending.open("/sign-in").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Test app"), "the application is the host: {page:?}");
        let page = pending.resubmit(&page, " hana ", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
        let login = pending.stored(&app).await.login.unwrap();
        assert_eq!((login.user_id, login.amr, login.at), (user.id, vec!["pwd".to_owned()], app.app.clock.now()));
        assert!(!pending.browser.cookies.contains_key("_session"), "the session begins elsewhere");
    }

    async fn unknown_people_and_wrong_passwords_get_the_same_answer(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let mut answers = Vec::new();
        for (identifier, password) in [("hana", "wrong"), ("nobody", "wrong"), ("nobody", PASSWORD), ("hana@example.com", PASSWORD)] {
            let page = pending.submit("/sign-in", identifier, password).await;
            assert_eq!(page.status, 422);
            assert!(page.body.contains(&format!("value=\"{identifier}\"")), "what was typed stays: {page:?}");
            assert!(!page.body.contains(password), "the password does not: {page:?}");
            assert!(page.body.contains("role=\"alert\""));
            answers.push((page.body.replace(identifier, "…"), page.headers.keys().count()));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(pending.stored(&app).await.login, None);
    }

    async fn an_outdated_hash_is_replaced_at_sign_in_and_nothing_else_changes(app: TestApp) {
        let user = app.create_user("hana").await;
        let identifier = users::Identifier::parse("hana").unwrap();
        let find = async || {
            let mut conn = app.app.db.read().await.unwrap();
            let (user, password) =
                users::find_with_password(&mut conn, &identifier).await.unwrap().unwrap();
            (user, password.map(|password| password.digest))
        };
        let (before, old) = find().await;
        app.advance(60);
        let mut pending = Pending::begin(&app).await;
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page));
        let (after, new) = find().await;
        assert!(old.unwrap().contains("m=64,"));
        assert!(new.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!((before.updated_at, after.id), (after.updated_at, user.id));
        // and it verifies
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
    }

    async fn passwords_are_verified_exactly_as_received(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        for almost in [" correct horse battery staple", "correct horse battery staple ", "Correct horse battery staple"] {
            assert_eq!(pending.submit("/sign-in", "hana", almost).await.status, 422, "{almost:?}");
        }
    }

    async fn suspended_accounts_are_told_after_the_right_password_only(app: TestApp) {
        let user = app.create_user("hana").await;
        let mut tx = app.app.db.begin().await.unwrap();
        users::set_suspended(&app.app, &mut tx, &user.id, true).await.unwrap();
        tx.commit().await.unwrap();
        let mut pending = Pending::begin(&app).await;
        assert_eq!(pending.submit("/sign-in", "hana", "wrong").await.status, 422);
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert_eq!((page.status, page.location().unwrap().path()), (303, "/account-suspended"));
        assert_eq!(pending.browser.follow(page).await.status, 200);
        assert_eq!(pending.stored(&app).await.login, None);
    }

    async fn what_is_missing_is_named_in_words(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        let page = pending.submit("/sign-in", "", "").await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("Enter your username or email address."), "{page:?}");
        assert!(page.body.contains("aria-describedby=\"password-error\""));
        let page = pending.submit("/sign-in", "not an identifier", "x").await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("identifier-error"));
    }
}

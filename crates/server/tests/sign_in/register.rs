use futures_util::future::join_all;
use genkan::{
    organizations,
    settings::{IdentifierType, SignInMethod, SignInMode},
    users::{self, Identifier, User},
};

use super::*;
use crate::support::PASSWORD;

async fn find(app: &TestApp, identifier: &str) -> Option<(User, Option<String>)> {
    let mut conn = app.app.db.read().await.unwrap();
    let found = users::find_with_password(&mut conn, &Identifier::parse(identifier).unwrap()).await.unwrap();
    found.map(|(user, password)| (user, password.map(|password| password.digest)))
}

on_both_engines! {
    async fn a_new_account_goes_on_like_a_sign_in(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        for identifier in ["hana", "Kim@Example.com"] {
            let page = pending.submit("/register", identifier, "mossy lantern at dusk").await;
            assert!(pending.is_done(&page), "{page:?}");
            let (user, hash) = find(&app, identifier).await.unwrap();
            assert_eq!(pending.stored(&app).await.login.unwrap().user_id, user.id);
            assert!(hash.unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
            let page = pending.submit("/sign-in", identifier, "mossy lantern at dusk").await;
            assert!(pending.is_done(&page), "{page:?}");
        }
        assert_eq!(find(&app, "kim@example.com").await.unwrap().0.primary_email.unwrap(), "Kim@Example.com");
    }

    async fn a_typed_address_is_nobody_s_proof(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        let page = pending.submit("/register", "victim@example.com", "mossy lantern at dusk").await;
        assert!(pending.is_done(&page), "{page:?}");
        assert!(!find(&app, "victim@example.com").await.unwrap().0.email_verified);

        let mut tx = app.app.db.begin().await.unwrap();
        let new = users::NewUser {
            primary_email: Some("owner@example.com".into()),
            contacts_verified: true,
            ..users::NewUser::default()
        };
        users::create(&app.app, &mut tx, new).await.unwrap();
        tx.commit().await.unwrap();
        let owner = find(&app, "owner@example.com").await.unwrap().0;
        assert_eq!((owner.email_verified, owner.phone_verified), (true, false));
    }

    async fn a_typed_address_opens_no_organization(app: TestApp) {
        let mut tx = app.app.db.begin().await.unwrap();
        let new = organizations::NewOrganization { name: "Acme".into(), ..Default::default() };
        let acme = organizations::create(&app.app, &mut tx, new).await.unwrap().id;
        organizations::jit::add_email_domain(&app.app, &mut tx, &acme, "acme.example").await.unwrap();
        tx.commit().await.unwrap();
        let mut pending = Pending::begin(&app).await;
        let page = pending.submit("/register", "mallory@acme.example", "mossy lantern at dusk").await;
        assert!(pending.is_done(&page), "{page:?}");
        let user = find(&app, "mallory@acme.example").await.unwrap().0.id;
        let mut conn = app.app.db.read().await.unwrap();
        assert!(!organizations::members::is_member(&mut conn, &acme, &user).await.unwrap());
    }

    async fn taken_identifiers_stay_their_owners(app: TestApp) {
        let owner = app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let page = pending.submit("/register", "hana", "mossy lantern at dusk").await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("There is already an account with this username."), "{page:?}");
        assert_eq!(pending.stored(&app).await.login, None);
        assert_eq!(find(&app, "hana").await.unwrap().0.id, owner.id);
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "the password is the owner's: {page:?}");
    }

    async fn of_many_at_once_one_gets_the_name(app: TestApp) {
        let mut all = Vec::new();
        for _ in 0..6 {
            all.push(Pending::begin(&app).await);
        }
        let statuses = join_all(all.iter_mut().map(|pending| pending.submit("/register", "hana", "mossy lantern at dusk"))).await;
        let statuses: Vec<u16> = statuses.iter().map(|page| page.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5, "{statuses:?}");
    }

    async fn weak_passwords_and_odd_names_are_refused_in_words(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        let long = "a1 ".repeat(90);
        for (identifier, password, words) in [
            ("hana", "", "Choose a password."),
            ("hana", "short", "Use at least 8 characters."),
            ("hana", long.as_str(), "Use at most 256 characters."),
            ("hana", "password123", "easy to guess"),
            ("hana", "aaaaaaaaaa", "repetition"),
            ("hanako77", "hanako7788", "made of your name"),
            ("hana", "パスワード花子です", "usual symbols"),
            ("", "mossy lantern at dusk", "Enter your username or email address."),
            ("ha na", "mossy lantern at dusk", "does not look right"),
            ("a@b", "mossy lantern at dusk", "does not look right"),
            ("a@example.com,b@example.com", "mossy lantern at dusk", "does not look right"),
        ] {
            let page = pending.submit("/register", identifier, password).await;
            assert_eq!(page.status, 422, "{identifier} {password}");
            assert!(page.body.contains(words), "{words}: {page:?}");
            assert!(password.len() < 5 || !page.body.contains(password), "{page:?}");
        }
        assert_eq!(pending.stored(&app).await.login, None);
    }

    async fn modes_open_and_close_the_forms(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let (sign_in, register) = (pending.open("/sign-in").await, pending.open("/register").await);
        assert!(sign_in.body.contains(&pending.url("/register")) && register.body.contains(&pending.url("/sign-in")));

        configure(&app, |experience| experience.sign_in_mode = SignInMode::SignIn).await;
        let page = pending.open("/register").await;
        assert_eq!(page.location().unwrap().path(), "/sign-in");
        assert_eq!(pending.resubmit(&register, "kim", "mossy lantern at dusk").await.location().unwrap().path(), "/sign-in");
        assert!(find(&app, "kim").await.is_none());
        assert!(!pending.open("/sign-in").await.body.contains("/register"));

        configure(&app, |experience| experience.sign_in_mode = SignInMode::Register).await;
        assert_eq!(pending.open("/sign-in").await.location().unwrap().path(), "/register");
        assert_eq!(pending.resubmit(&sign_in, "hana", PASSWORD).await.location().unwrap().path(), "/register");
        assert_eq!(pending.stored(&app).await.login, None);
        assert!(!pending.open("/register").await.body.contains("href=\"/sign-in"));
    }

    async fn only_the_configured_identifiers_are_taken(app: TestApp) {
        configure(&app, |experience| {
            experience.sign_up.identifiers = vec![IdentifierType::Email];
            experience.sign_in.methods = vec![SignInMethod::password(IdentifierType::Username)];
        })
        .await;
        let mut pending = Pending::begin(&app).await;
        let page = pending.open("/register").await;
        assert!(page.body.contains("type=\"email\""), "{page:?}");
        assert_eq!(pending.resubmit(&page, "hana", "mossy lantern at dusk").await.status, 422);
        let page = pending.open("/sign-in").await;
        assert!(page.body.contains(">Username<"), "{page:?}");
        assert_eq!(pending.resubmit(&page, "hana@example.com", PASSWORD).await.status, 422);
    }

    async fn new_usernames_follow_the_policy(app: TestApp) {
        configure(&app, |experience| {
            experience.username_policy.min_length = 5;
            experience.username_policy.allowed_chars.numbers = false;
        })
        .await;
        let mut pending = Pending::begin(&app).await;
        for refused in ["hana", "hanako7"] {
            let page = pending.submit("/register", refused, "mossy lantern at dusk").await;
            assert_eq!(page.status, 422, "{refused}");
            assert!(find(&app, refused).await.is_none());
        }
        let page = pending.submit("/register", "hanako", "mossy lantern at dusk").await;
        assert!(pending.is_done(&page), "{page:?}");
    }
}

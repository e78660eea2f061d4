use genkan::users::{self, Error, Identifier, IdentifierKind, NewUser};

use crate::support::TestApp;

async fn create(app: &TestApp, new: NewUser) -> Result<genkan::ids::UserId, Error> {
    let mut tx = app.app.db.begin().await?;
    let id = users::create(&app.app, &mut tx, new).await?;
    tx.commit().await?;
    Ok(id)
}

fn by_email(email: &str) -> NewUser {
    NewUser { primary_email: Some(email.into()), ..NewUser::default() }
}

on_both_engines! {
    async fn an_address_belongs_to_one_user_whatever_its_case(app: TestApp) {
        let ada = create(&app, by_email("Ada@Example.com")).await.unwrap();
        let again = create(&app, by_email("ada@example.COM")).await;
        assert!(matches!(again, Err(Error::IdentifierInUse(IdentifierKind::Email))), "{again:?}");
        let mut conn = app.app.db.read().await.unwrap();
        let typed = Identifier::parse("ADA@EXAMPLE.COM").unwrap();
        let (found, password) = users::find_with_password(&mut conn, &typed).await.unwrap().unwrap();
        assert_eq!((found.id, found.primary_email.as_deref(), password), (ada, Some("Ada@Example.com"), None));
    }

    async fn usernames_differ_by_case(app: TestApp) {
        let user = app.create_user("ada").await;
        assert_ne!(user.id, app.create_user("Ada").await.id);
        let mut conn = app.app.db.read().await.unwrap();
        let typed = Identifier::parse("ADA").unwrap();
        assert!(users::find_with_password(&mut conn, &typed).await.unwrap().is_none());
    }

    async fn of_many_who_want_a_name_at_once_one_gets_it(app: TestApp) {
        let attempts = (0..20).map(|_| {
            let app = app.app.clone();
            tokio::spawn(async move {
                let mut tx = app.db.begin().await?;
                let new = NewUser { username: Some("ada".into()), ..NewUser::default() };
                users::create(&app, &mut tx, new).await?;
                tx.commit().await?;
                Ok::<_, Error>(())
            })
        });
        let mut created = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            match attempt.await.unwrap() {
                Ok(()) => created += 1,
                Err(Error::IdentifierInUse(IdentifierKind::Username)) => {}
                // The pool of four may be busy for longer than its bounded wait; that loses nothing.
                Err(Error::Db(error)) => assert!(error.is_retryable() || format!("{error}").contains("wait"), "{error}"),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(created, 1);
    }

    async fn a_profile_with_any_text_reads_back_as_it_was(app: TestApp) {
        let user = app.create_user("ada").await;
        let profile = users::Profile {
            nickname: Some("アダ · 에이다 \u{1f393} \"'\\".into()),
            address: Some(users::Address { locality: Some("東京".into()), ..Default::default() }),
            ..Default::default()
        };
        let custom = serde_json::json!({"nested": [1, {"a": null}], "quote": "'; DROP TABLE users; --"});
        let mut tx = app.app.db.begin().await.unwrap();
        let custom = custom.as_object().unwrap();
        let mut account = users::lock(&app.app, &mut tx, &user.id).await.unwrap().unwrap();
        (account.user.profile, account.user.custom_data) = (profile.clone(), custom.clone());
        users::save(&mut tx, &account, false).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        let found = users::find(&mut conn, &user.id).await.unwrap().unwrap();
        assert_eq!((found.profile, &found.custom_data), (profile, custom));
    }
}

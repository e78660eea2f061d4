use genkan::{
    applications::{self, ApplicationType, Error, NewApplication},
    ids::ClientId,
};

use crate::support::TestApp;

fn with_redirect(uri: &str) -> NewApplication {
    let mut new = NewApplication::new("Shop", ApplicationType::Traditional);
    new.redirect_uris = vec![uri.to_owned()];
    new
}

async fn refusal(app: &TestApp, new: NewApplication) -> Option<Error> {
    let mut tx = app.app.db.begin().await.unwrap();
    let created = applications::create(&app.app, &mut tx, new).await.err();
    tx.commit().await.unwrap();
    created
}

on_both_engines! {
    async fn a_confidential_application_gets_a_secret_that_is_stored_hashed_and_sealed(app: TestApp) {
        let client = app.create_app(ApplicationType::Traditional).await;
        assert_eq!(client.secret.len(), 32);
        let mut conn = app.app.db.read().await.unwrap();
        let revealed = applications::reveal_secret(&app.app, &mut conn, &client.id).await.unwrap().unwrap();
        assert_eq!(revealed.expose(), client.secret);

        let stored: Vec<(Vec<u8>, Vec<u8>)> = conn
            .all("SELECT secret_hash, sealed_secret FROM application_secrets", genkan_database::args![])
            .await
            .unwrap();
        for (hash, sealed) in stored {
            for bytes in [hash, sealed] {
                assert!(!bytes.windows(32).any(|window| window == client.secret.as_bytes()));
            }
        }
    }

    async fn public_applications_have_no_secret(app: TestApp) {
        for kind in [ApplicationType::Spa, ApplicationType::Native] {
            let client = app.create_app(kind).await;
            assert!(client.secret.is_empty(), "{kind:?}");
            let mut conn = app.app.db.read().await.unwrap();
            assert!(applications::reveal_secret(&app.app, &mut conn, &client.id).await.unwrap().is_none());
        }
    }

    async fn what_is_registered_reads_back_as_it_was(app: TestApp) {
        let mut new = with_redirect("https://*.example.com/callback");
        new.description = Some("日本語 설명".into());
        new.backchannel_logout_uri = Some("https://shop.example/logout".into());
        new.backchannel_logout_session_required = true;
        new.logo_uri = Some("https://shop.example/logo.svg".into());
        new.metadata.refresh_token_ttl_in_days = Some(30);
        new.is_third_party = true;
        new.consent_scopes = vec!["email".into(), "profile".into()];
        let client = app.register(new.clone()).await;
        let found = applications::find_client(&app.app, &client.id).await.unwrap().unwrap();
        let application = &found.application;
        assert_eq!(application.redirect_uris, new.redirect_uris);
        assert_eq!(application.description, new.description);
        assert_eq!(application.backchannel_logout_uri, new.backchannel_logout_uri);
        assert!(application.backchannel_logout_session_required && application.is_third_party);
        assert_eq!(application.logo_uri, new.logo_uri);
        assert_eq!(application.metadata.refresh_token_lifetime(), 30 * 86_400);
        let mut scopes = found.consent_scopes.clone();
        scopes.sort();
        assert_eq!(scopes, ["email", "profile"]);
    }

    async fn dangerous_uris_are_refused_in_words(app: TestApp) {
        for bad in [
            "javascript:alert(1)", "data:text/html,x", "vbscript:x", "https://*/cb", "https://*.com/cb",
            "https://user@app.example/cb", "https://app.example/a/../cb", "https://app.example/%2e%2e/cb",
            "https://app.example:*/cb", "not a url", "", "/relative",
        ] {
            match refusal(&app, with_redirect(bad)).await {
                Some(Error::InvalidUri { uri, reason }) => {
                    assert_eq!(uri, bad);
                    assert!(!reason.is_empty());
                }
                other => panic!("{bad:?}: {other:?}"),
            }
        }
        let mut conn = app.app.db.read().await.unwrap();
        assert!(applications::list(&mut conn).await.unwrap().is_empty(), "nothing was registered");
    }

    async fn combinations_that_make_no_sense_are_refused(app: TestApp) {
        let mut machine = NewApplication::new("Robot", ApplicationType::MachineToMachine);
        machine.is_third_party = true;
        let mut exchange = NewApplication::new("Guest", ApplicationType::Traditional);
        (exchange.is_third_party, exchange.metadata.allow_token_exchange) = (true, true);
        let mut device = NewApplication::new("Device", ApplicationType::Spa);
        device.metadata.is_device_flow = true;
        let nameless = NewApplication::new("", ApplicationType::Spa);
        let long = NewApplication::new("x".repeat(257), ApplicationType::Spa);
        for new in [machine, exchange, device, nameless, long] {
            assert!(matches!(refusal(&app, new.clone()).await, Some(Error::Invalid(_))), "{}", new.name);
        }
    }

    async fn a_deleted_application_is_gone_from_the_cache_at_once(app: TestApp) {
        let client = app.create_app(ApplicationType::Spa).await;
        assert!(applications::find_client(&app.app, &client.id).await.unwrap().is_some());
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(applications::delete(&app.app, &mut tx, &client.id).await.unwrap());
        tx.commit().await.unwrap();
        assert!(applications::find_client(&app.app, &client.id).await.unwrap().is_none());
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(!applications::delete(&app.app, &mut tx, &ClientId::from("unknown")).await.unwrap());
    }
}

use genkan::{
    applications::{self, ApplicationType},
    resources,
    settings::{self, SessionSettings},
};

use crate::support::TestApp;

on_both_engines! {
    async fn the_writing_node_sees_its_change_at_once(app: TestApp) {
        assert_eq!(settings::all(&app.app).await.unwrap().session.ttl, 14 * 86_400);
        let mut tx = app.app.db.begin().await.unwrap();
        settings::set_session(&app.app, &mut tx, &SessionSettings { ttl: 60 }).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(settings::all(&app.app).await.unwrap().session.ttl, 60);
    }

    async fn a_change_that_was_rolled_back_is_never_seen(app: TestApp) {
        let before = settings::all(&app.app).await.unwrap();
        let mut tx = app.app.db.begin().await.unwrap();
        settings::set_session(&app.app, &mut tx, &SessionSettings { ttl: 60 }).await.unwrap();
        drop(tx);
        assert_eq!(settings::all(&app.app).await.unwrap().session, before.session);
        app.app.changes.poll(&app.app.db).await.unwrap();
        assert_eq!(settings::all(&app.app).await.unwrap().session, before.session);
    }

    async fn a_poll_amid_a_change_does_not_bring_the_old_value_back(app: TestApp) {
        assert_eq!(settings::all(&app.app).await.unwrap().session.ttl, 14 * 86_400);
        let mut tx = app.app.db.begin().await.unwrap();
        settings::set_session(&app.app, &mut tx, &SessionSettings { ttl: 60 }).await.unwrap();
        app.app.changes.poll(&app.app.db).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(settings::all(&app.app).await.unwrap().session.ttl, 60);
    }

    async fn after_a_change_that_was_rolled_back_values_are_kept_again(app: TestApp) {
        for _ in 0..2 {
            let mut tx = app.app.db.begin().await.unwrap();
            settings::set_session(&app.app, &mut tx, &SessionSettings { ttl: 60 }).await.unwrap();
            drop(tx);
            for _ in 0..2 {
                app.app.changes.poll(&app.app.db).await.unwrap();
            }
            let first = settings::all(&app.app).await.unwrap();
            let second = settings::all(&app.app).await.unwrap();
            assert!(std::sync::Arc::ptr_eq(&first, &second));
        }
    }

    async fn a_value_is_not_read_again_until_its_topic_changes(app: TestApp) {
        let first = resources::all(&app.app).await.unwrap();
        app.app.changes.poll(&app.app.db).await.unwrap();
        let second = resources::all(&app.app).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&first, &second));
        let mut tx = app.app.db.begin().await.unwrap();
        resources::create(&app.app, &mut tx, "https://api.example", "API", 3600).await.unwrap();
        tx.commit().await.unwrap();
        assert!(resources::all(&app.app).await.unwrap().find("https://api.example").is_some());
    }
}

/// Two processes on one database: the other node learns of a change when it polls, and not before it is committed.
#[tokio::test]
async fn another_node_sees_a_change_after_its_poll() {
    if !crate::support::includes(genkan_database::Engine::Postgres) {
        return;
    }
    let app = TestApp::postgres().await;
    let other = app.second_node().await;
    let client = app.create_app(ApplicationType::Spa).await;
    assert!(applications::find_client(&other.app, &client.id).await.unwrap().is_some());

    let mut tx = app.app.db.begin().await.unwrap();
    applications::delete(&app.app, &mut tx, &client.id).await.unwrap();
    other.app.changes.poll(&other.app.db).await.unwrap();
    assert!(applications::find_client(&other.app, &client.id).await.unwrap().is_some(), "not committed yet");
    tx.commit().await.unwrap();

    other.app.changes.poll(&other.app.db).await.unwrap();
    assert!(applications::find_client(&other.app, &client.id).await.unwrap().is_none());
}

use genkan::{ids::ClientId, secrets::Token, sessions, users};

use super::*;
use crate::support::TestUser;

async fn begin(
    app: &TestApp,
    user: &TestUser,
    previous: Option<&sessions::Session>,
) -> (sessions::Session, Token) {
    let mut tx = app.app.db.begin().await.unwrap();
    let now = app.app.clock.now();
    let begun =
        sessions::begin(&app.app, &mut tx, &user.id, &["pwd".to_owned()], now, previous).await.unwrap();
    tx.commit().await.unwrap();
    begun
}

async fn find(app: &TestApp, token: &Token) -> Option<sessions::Session> {
    sessions::find(&mut app.app.db.read().await.unwrap(), token, app.app.clock.now()).await.unwrap()
}

on_both_engines! {
    async fn a_session_has_a_fresh_id_at_every_sign_in(app: TestApp) {
        let (hana, kim) = (app.create_user("hana").await, app.create_user("kim").await);
        let (first, token) = begin(&app, &hana, None).await;
        assert_eq!(find(&app, &token).await.unwrap(), first);
        app.advance(60);
        let (again, new) = begin(&app, &hana, Some(&first)).await;
        assert_eq!(again.uid, first.uid, "the same person, the same session");
        assert!(again.authenticated_at > first.authenticated_at);
        assert!(find(&app, &token).await.is_none(), "the id from before opens nothing");
        let (other, newest) = begin(&app, &kim, Some(&again)).await;
        assert_ne!(other.uid, first.uid);
        assert!(find(&app, &new).await.is_none(), "another person ends it");
        assert_eq!(find(&app, &newest).await.unwrap().user_id, kim.id);
    }

    async fn renewal_leaves_the_old_id_a_moment_and_happens_once(app: TestApp) {
        let hana = app.create_user("hana").await;
        let (session, token) = begin(&app, &hana, None).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let new = sessions::renew(&app.app, &mut tx, &session).await.unwrap().unwrap();
        assert!(sessions::renew(&app.app, &mut tx, &session).await.unwrap().is_none(), "another tab");
        tx.commit().await.unwrap();
        assert_eq!(find(&app, &new).await.unwrap().uid, session.uid);
        assert_eq!(find(&app, &token).await.unwrap().uid, session.uid);
        app.advance(31);
        assert!(find(&app, &token).await.is_none());
        assert!(find(&app, &new).await.is_some());
    }

    async fn sessions_end_by_time_by_suspension_and_by_request(app: TestApp) {
        let hana = app.create_user("hana").await;
        let (session, token) = begin(&app, &hana, None).await;
        app.advance(13 * 86_400);
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(sessions::touch(&app.app, &mut tx, &session).await.unwrap());
        let session = sessions::find(&mut tx, &token, app.app.clock.now()).await.unwrap().unwrap();
        assert!(!sessions::touch(&app.app, &mut tx, &session).await.unwrap(), "not every time");
        tx.commit().await.unwrap();
        app.advance(13 * 86_400);
        assert!(find(&app, &token).await.is_some());
        app.advance(86_400);
        assert!(find(&app, &token).await.is_none());
        let mut tx = app.app.db.begin().await.unwrap();
        assert_eq!(sessions::sweep(&mut tx, app.app.clock.now()).await.unwrap(), 1);
        tx.commit().await.unwrap();

        let (session, token) = begin(&app, &hana, None).await;
        let mut tx = app.app.db.begin().await.unwrap();
        users::set_suspended(&app.app, &mut tx, &hana.id, true).await.unwrap();
        tx.commit().await.unwrap();
        assert!(find(&app, &token).await.is_none());
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(sessions::end(&mut tx, &session.uid).await.unwrap());
        assert!(!sessions::end(&mut tx, &session.uid).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn each_application_knows_the_session_by_its_own_name(app: TestApp) {
        let hana = app.create_user("hana").await;
        let (session, _) = begin(&app, &hana, None).await;
        let (a, b) = (ClientId::new("a"), ClientId::new("b"));
        let mut tx = app.app.db.begin().await.unwrap();
        let sid = sessions::remember_client(&app.app, &mut tx, &session.uid, &a).await.unwrap();
        assert_eq!(sessions::remember_client(&app.app, &mut tx, &session.uid, &a).await.unwrap(), sid);
        let other = sessions::remember_client(&app.app, &mut tx, &session.uid, &b).await.unwrap();
        assert_ne!(sid, other);
        assert_eq!(sessions::clients(&mut tx, &session.uid).await.unwrap(), [(a, sid), (b, other)]);
        sessions::end(&mut tx, &session.uid).await.unwrap();
        assert_eq!(sessions::clients(&mut tx, &session.uid).await.unwrap(), []);
    }
}

/// Only the shape of an id is looked up, and the cookie says no more than it must.
#[tokio::test]
async fn the_cookie() {
    let app = TestApp::sqlite().await;
    let hana = app.create_user("hana").await;
    let (session, token) = begin(&app, &hana, None).await;
    let header = sessions::set_cookie(&app.app, &token, session.expires_at);
    let text = header.to_str().unwrap();
    assert!(
        text.starts_with(&format!("_session={}; Path=/; SameSite=Lax; Max-Age=1209600", token.expose())),
        "{text}"
    );
    assert!(text.contains("HttpOnly") && !text.contains("Secure"), "{text}");
    assert!(sessions::clear_cookie(&app.app).to_str().unwrap().contains("Max-Age=0"));
    let read = |value: &str| {
        let mut headers = http::HeaderMap::new();
        headers.insert("cookie", format!("_session={value}").parse().unwrap());
        sessions::cookie_value(&Cookies::from_headers(&headers)).is_some()
    };
    assert!(read(token.expose()));
    for bad in ["", "x", &"a".repeat(44), &"é".repeat(21)] {
        assert!(!read(bad), "{bad}");
    }
}

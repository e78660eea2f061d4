//! How long a session lives: from its last use, and at most. The cookie, which holds an id alone, lasts as long as it may
//! at most: the store decides.

use genkan_sdk::Clock as _;

use super::support::{TestStore, app, app_with, at, on_every_store, process};
use crate::support::{App, Browser};

const DAY: i64 = 24 * 3_600;

async fn max_age(app: &App, browser: &mut Browser) -> Option<i64> {
    let answer = browser.get("/").await;
    assert!(answer.body.contains("true"), "{}: {}", app.clock.now(), answer.body);
    let set_cookies = answer.set_cookies();
    let attribute = set_cookies.first()?.split("; ").find_map(|attribute| attribute.strip_prefix("Max-Age="));
    Some(attribute.unwrap().parse().unwrap())
}

on_every_store! {
    async fn a_session_that_is_used_lives_on(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        let signed_in = store.latest().await.unwrap();
        assert_eq!(signed_in.expires_at, app.clock.now() + 14 * DAY);

        app.clock.advance(14 * DAY / 24);
        assert_eq!(max_age(&app, &mut browser).await, None, "not at every request");
        assert_eq!(store.latest().await.unwrap(), signed_in);
        app.clock.advance(1);
        assert_eq!(max_age(&app, &mut browser).await, Some(180 * DAY - 14 * DAY / 24 - 1));
        assert_eq!(store.latest().await.unwrap().expires_at, app.clock.now() + 14 * DAY);
        assert_eq!(store.latest().await.unwrap().generation, 0, "no refresh");

        for _ in 0..3 {
            app.clock.advance(13 * DAY);
            assert!(max_age(&app, &mut browser).await.is_some());
            assert_eq!(store.latest().await.unwrap().expires_at, app.clock.now() + 14 * DAY);
        }
    }

    async fn a_session_that_is_not_used_ends(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        app.clock.advance(14 * DAY - 1);
        let mut moved = browser.clone();
        assert!(max_age(&app, &mut moved).await.is_some());
        app.clock.advance(14 * DAY);
        assert_eq!(app.who(&mut browser).await["signedIn"], false);
        assert!(browser.cookies.is_empty());
        assert_eq!(moved.get("/token/api").await.status, 401);
        assert_eq!(app.provider.knobs().refreshes, 0);
    }

    async fn no_use_prolongs_a_session_beyond_its_longest(store: TestStore) {
        let app = app_with(&store, |config| config.session_lifetime(10 * DAY).longest_session(25 * DAY)).await;
        let mut browser = app.signed_in().await;
        for (lives, lasts) in [(10, 17), (9, 9), (1, 1)] {
            app.clock.advance(8 * DAY);
            assert_eq!(max_age(&app, &mut browser).await, Some(lasts * DAY));
            assert_eq!(store.latest().await.unwrap().expires_at, app.clock.now() + lives * DAY);
        }
        assert_eq!(browser.get("/token/api").await.status, 200, "a refresh does not prolong it either");
        assert_eq!(store.latest().await.unwrap().expires_at, app.clock.now() + DAY);
        app.clock.advance(DAY - 1);
        assert_eq!(app.who(&mut browser).await["signedIn"], true);
        app.clock.advance(1);
        assert_eq!(app.who(&mut browser).await["signedIn"], false);
        assert!(browser.cookies.is_empty());
    }

    async fn a_shorter_limit_counts_for_sessions_that_are_there(store: TestStore) {
        let mut app = app(&store).await;
        let browser = app.signed_in().await;
        app.clock.advance(2 * DAY);
        app.restart(|config| {
            config.session_store(store.clone()).session_lifetime(3_600).longest_session(DAY)
        });
        let mut browser = at(&app, &browser);
        assert_eq!(app.who(&mut browser).await["signedIn"], false);
    }

    async fn a_refresh_prolongs_the_record(store: TestStore) {
        let app = app(&store).await;
        let mut browser = app.signed_in().await;
        app.clock.advance(3_600);
        assert_eq!(browser.get("/token/api").await.status, 200);
        assert_eq!(store.latest().await.unwrap().expires_at, app.clock.now() + 14 * DAY);
    }

    async fn two_processes_that_prolong_at_once_agree(store: TestStore) {
        let one = app(&store).await;
        let two = process(&one, &store);
        let browser = one.signed_in().await;
        one.clock.advance(DAY);
        let (mut here, mut there) = (at(&one, &browser), at(&two, &browser));
        let (here, there) = tokio::join!(max_age(&one, &mut here), max_age(&two, &mut there));
        // Whoever came second may have found the record written already.
        assert!([here, there].contains(&Some(179 * DAY)), "{here:?} {there:?}");
        assert_eq!(store.latest().await.unwrap().expires_at, one.clock.now() + 14 * DAY);
    }
}

use futures_util::future::join_all;

use super::*;
use crate::support::PASSWORD;

/// The default of `lockout_attempts`.
const LIMIT: usize = 20;

/// Posts straight to the form, many at once, each from its own browser with the same interaction.
async fn guesses(app: &TestApp, pending: &mut Pending, identifier: &str, count: usize) -> Vec<u16> {
    let page = pending.open("/sign-in").await;
    let (action, hidden) = page.form();
    let mut browsers: Vec<Browser> = (0..count).map(|_| app.browser()).collect();
    for browser in &mut browsers {
        browser.cookies = pending.browser.cookies.clone();
    }
    let (action, csrf) = (action.as_str(), hidden[0].1.as_str());
    join_all(browsers.iter_mut().map(|browser| async move {
        let fields = [("csrf", csrf), ("identifier", identifier), ("password", "wrong")];
        browser.post_form(action, &fields).await.status
    }))
    .await
}

on_both_engines! {
    async fn guesses_in_parallel_are_counted_and_the_lock_ends_by_itself(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let statuses = guesses(&app, &mut pending, "hana", LIMIT + 10).await;
        assert_eq!(statuses.iter().filter(|status| **status == 422).count(), LIMIT, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 10, "{statuses:?}");
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "600"), "even the right password: {page:?}");
        assert!(page.body.contains("10 minutes"));
        // it survives a restart
        let node = app.second_node().await;
        let mut elsewhere = Browser::new(&node.url);
        elsewhere.cookies = pending.browser.cookies.clone();
        let page = elsewhere.get(pending.url("/sign-in")).await;
        let page = elsewhere.submit(&page, &[("identifier", "hana"), ("password", PASSWORD)]).await;
        assert_eq!(page.status, 429, "{page:?}");
        app.advance(601);
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
    }

    async fn unknown_identifiers_lock_like_known_ones(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        let mut answers = Vec::new();
        for identifier in ["hana", "nobody"] {
            guesses(&app, &mut pending, identifier, LIMIT).await;
            let page = pending.submit("/sign-in", identifier, "wrong").await;
            answers.push((page.status, page.body.replace(identifier, "…")));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0].0, 429);
    }

    async fn one_address_in_another_case_is_the_same_account(app: TestApp) {
        let mut pending = Pending::begin(&app).await;
        guesses(&app, &mut pending, "hana@example.com", LIMIT).await;
        assert_eq!(pending.submit("/sign-in", "HANA@Example.com", "wrong").await.status, 429);
    }

    async fn right_passwords_do_not_count_and_do_not_wipe_the_slate(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        guesses(&app, &mut pending, "hana", LIMIT - 1).await;
        for _ in 0..3 {
            let page = pending.submit("/sign-in", "hana", PASSWORD).await;
            assert!(pending.is_done(&page), "{page:?}");
            pending.browser.cookies.remove("_known");
        }
        guesses(&app, &mut pending, "hana", 1).await;
        assert_eq!(pending.submit("/sign-in", "hana", "wrong").await.status, 429);
    }

    async fn a_stranger_cannot_lock_the_owner_out_of_a_browser_they_know(app: TestApp) {
        app.create_user("hana").await;
        let mut owner = Pending::begin(&app).await;
        let page = owner.submit("/sign-in", "hana", PASSWORD).await;
        assert!(owner.is_done(&page));
        let mut stranger = Pending::begin(&app).await;
        guesses(&app, &mut stranger, "hana", LIMIT + 1).await;
        assert_eq!(stranger.submit("/sign-in", "hana", PASSWORD).await.status, 429);
        let page = owner.submit("/sign-in", "hana", PASSWORD).await;
        assert!(owner.is_done(&page), "{page:?}");
        // The known browser has a limit of its own, and its proof serves no other account.
        app.create_user("kim").await;
        let known = owner.browser.cookies["_known"].clone();
        stranger.browser.cookies.insert("_known".into(), known);
        guesses(&app, &mut stranger, "kim", LIMIT + 1).await;
        stranger.browser.cookies.remove("_known");
        assert_eq!(stranger.submit("/sign-in", "kim", PASSWORD).await.status, 429);
        guesses(&app, &mut owner, "hana", LIMIT + 1).await;
        assert_eq!(owner.submit("/sign-in", "hana", PASSWORD).await.status, 429);
    }

    async fn old_failures_are_forgotten(app: TestApp) {
        app.create_user("hana").await;
        let mut pending = Pending::begin(&app).await;
        guesses(&app, &mut pending, "hana", LIMIT - 1).await;
        app.advance(3_601);
        let mut pending = Pending::begin(&app).await;
        guesses(&app, &mut pending, "hana", 2).await;
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
        let mut tx = app.app.db.begin().await.unwrap();
        let later = app.app.clock.now().plus_seconds(7_200);
        assert_eq!(genkan::credentials::sweep(&mut tx, later).await.unwrap(), 1);
    }

    async fn the_policy_says_when_and_for_how_long(app: TestApp) {
        app.create_user("hana").await;
        configure(&app, |experience| {
            experience.sentinel_policy.max_attempts = Some(3.into());
            experience.sentinel_policy.lockout_duration = Some(2.into());
        })
        .await;
        let mut pending = Pending::begin(&app).await;
        let statuses = guesses(&app, &mut pending, "hana", 5).await;
        assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 3, "{statuses:?}");
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "120"), "{page:?}");
        app.advance(121);
        let page = pending.submit("/sign-in", "hana", PASSWORD).await;
        assert!(pending.is_done(&page), "{page:?}");
    }
}

#[tokio::test]
async fn attempts_of_one_address_are_limited_whoever_they_are_about() {
    let app = TestApp::with(genkan_database::Engine::Sqlite, |config| {
        config.limits.sign_in_attempts_per_minute = 5;
    })
    .await;
    let mut pending = Pending::begin(&app).await;
    for number in 0..5 {
        assert_eq!(pending.submit("/sign-in", &format!("user{number}"), "wrong").await.status, 422);
    }
    let page = pending.submit("/sign-in", "another", "wrong").await;
    assert_eq!(page.status, 429);
    assert!(!page.header("retry-after").is_empty());
    app.advance(60);
    assert_eq!(pending.submit("/sign-in", "another", "wrong").await.status, 422);
}

#[tokio::test]
async fn an_attempt_that_was_turned_away_unseen_is_no_failure() {
    let app = TestApp::with(genkan_database::Engine::Sqlite, |config| {
        config.limits.password_hashing_concurrency = 1;
        config.limits.password_hashing_queue = 0;
    })
    .await;
    let mut all = Vec::new();
    for _ in 0..8 {
        all.push(Pending::begin(&app).await);
    }
    let tries = all.iter_mut().map(|pending| pending.submit("/sign-in", "hana", "wrong"));
    let statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.iter().map(|page| page.status).collect();
    assert!(statuses.contains(&429), "nobody was turned away: {statuses:?}");
    let looked_at = statuses.iter().filter(|status| **status == 422).count();
    let mut conn = app.app.db.read().await.unwrap();
    let (failures,): (i64,) =
        conn.one("SELECT failures FROM sign_in_failures", genkan_database::args![]).await.unwrap();
    assert_eq!(usize::try_from(failures).unwrap(), looked_at, "{statuses:?}");
}

use genkan_sdk::UserScope;
use serde_json::{Value, json};

use crate::support::{App, Browser};

async fn member() -> (App, Browser) {
    let app = App::with(|config| config.scope(UserScope::Organizations)).await;
    app.provider.knobs().id_token = json!({"organizations": ["org-1", "org-2"]});
    let browser = app.signed_in().await;
    (app, browser)
}

#[tokio::test]
async fn an_organization_token_is_fetched_once_per_organization() {
    let (app, mut browser) = member().await;
    let first = browser.get("/organization-token/org-1").await;
    assert_eq!((first.status.as_u16(), first.body.as_str()), (200, "access-3-user-1-#org-1"));
    {
        let knobs = app.provider.knobs();
        assert_eq!(knobs.last_token_request["organization_id"], "org-1");
        assert!(!knobs.last_token_request.contains_key("resource"));
    }
    assert_eq!(browser.get("/organization-token/org-1").await.body, first.body);
    assert_ne!(browser.get("/organization-token/org-2").await.body, first.body);
    assert_eq!(app.provider.knobs().refreshes, 2);
}

#[tokio::test]
async fn the_token_of_an_api_is_another_one_in_each_organization() {
    let (app, mut browser) = member().await;
    let mut tokens = Vec::new();
    for path in ["/token/api", "/token/api/in/org-1", "/token/api/in/org-2", "/organization-token/org-1"] {
        for _ in 0..2 {
            tokens.push(browser.get(path).await.body);
        }
    }
    assert_eq!(app.provider.knobs().refreshes, 4, "{tokens:?}");
    assert!(tokens[2].ends_with("-https://api.example#org-1"), "{tokens:?}");
    tokens.dedup();
    assert_eq!(tokens.len(), 4, "{tokens:?}");
}

#[tokio::test]
async fn organization_tokens_are_those_of_the_claim_without_the_ones_that_refuse() {
    let (app, mut browser) = member().await;
    app.provider.knobs().closed_organizations.insert("org-1".into());
    let answer = browser.get("/organization-tokens").await;
    let tokens: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(tokens.as_object().unwrap().keys().collect::<Vec<_>>(), ["org-2"]);
    let alone = browser.get("/organization-token/org-1").await;
    assert_eq!(alone.status, 403);
    assert!(alone.body.contains("access_denied"), "{}", alone.body);
    assert_eq!(app.who(&mut browser).await["signedIn"], true);
}

#[tokio::test]
async fn without_the_scope_the_error_says_what_is_missing() {
    let app = App::start().await;
    let mut browser = app.signed_in().await;
    for path in ["/organization-token/org-1", "/organization-tokens", "/token/api/in/org-1"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 500, "{path}");
        assert!(
            answer.body.contains("scope_missing") && answer.body.contains("urn:logto:scope:organizations")
        );
    }
    // Nor is there a way around it: a resource has no fragment.
    let answer = browser.get("/token/api%23org-1").await;
    assert!(answer.status == 400 && answer.body.contains("invalid_parameter"), "{}", answer.body);
    assert_eq!(app.provider.knobs().refreshes, 0);
}

#[tokio::test]
async fn the_scope_asks_for_the_resource_that_goes_with_it() {
    let (app, _) = member().await;
    let knobs = app.provider.knobs();
    assert!(knobs.last_authorization["scope"][0].contains("urn:logto:scope:organizations"));
    assert_eq!(
        knobs.last_authorization["resource"],
        ["https://api.example", "urn:logto:resource:organizations"]
    );
}

#[tokio::test]
async fn a_token_that_is_refused_ahead_of_a_response_is_asked_for_once_and_holds_up_no_other() {
    for (life, refreshes) in [(3_600, 1), (1_800, 2)] {
        let (app, mut browser) = member().await;
        app.provider.knobs().expires_in = 1_800;
        browser.get("/organization-token/org-1").await;
        app.provider.knobs().expires_in = life;
        browser.get("/token/api").await;
        app.provider.knobs().closed_organizations.insert("org-1".into());
        app.clock.advance(1_750);
        let before = app.provider.knobs().refreshes;
        let page = browser.get("/stream/api").await;
        assert!(page.body.starts_with("head access-"), "{}", page.body);
        assert_eq!(!page.set_cookies().is_empty(), refreshes == 2, "the other token has come ahead");
        assert_eq!(app.provider.knobs().refreshes, before + refreshes);
        for _ in 0..5 {
            browser.get("/stream/api").await;
        }
        // Once more at most, after the other one was refreshed.
        assert!(app.provider.knobs().refreshes < before + 2 * refreshes);
        app.provider.knobs().closed_organizations.clear();
        assert_eq!(browser.get("/organization-token/org-1").await.status, 200);
    }
}

use genkan::applications::ApplicationType;

use super::*;
use crate::support::*;

/// Somebody signed in to an application, with the tokens it got.
struct SignedIn {
    client: TestClient,
    user: TestUser,
    access: String,
    refresh: String,
}

impl SignedIn {
    async fn to(app: &TestApp, browser: &mut Browser, user: TestUser) -> Self {
        let client = app.create_app(ApplicationType::Traditional).await;
        let asked = [("scope", "openid offline_access"), ("prompt", "consent")];
        let code = browser.sign_in_with(&client, &user, &asked).await["code"].clone();
        let tokens = exchange(app, &client, &code).await.json();
        let text = |name: &str| tokens[name].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token"), client, user }
    }

    /// Status of `/oidc/me`, and the error of a refresh.
    async fn works(&self, app: &TestApp) -> (u16, String) {
        let mut browser = app.browser();
        let request = browser.request(http::Method::GET, "/oidc/me").bearer_auth(&self.access);
        let me = browser.send(request).await.status;
        let fields = [("grant_type", "refresh_token"), ("refresh_token", self.refresh.as_str())];
        let refreshed = token(app, &self.client, &fields).await.json();
        (me, refreshed["error"].as_str().unwrap_or("none").to_owned())
    }

    fn path(&self, rest: &str) -> String {
        format!("/users/{}{rest}", self.user.id)
    }
}

const ALIVE: (u16, &str) = (200, "none");
const DEAD: (u16, &str) = (401, "invalid_grant");

macro_rules! assert_works {
    ($signed_in:expr, $app:expr, $expected:expr) => {
        let (me, refresh) = $signed_in.works(&$app).await;
        assert_eq!((me, refresh.as_str()), $expected);
    };
}

async fn sessions(api: &Management<'_>, of: &SignedIn) -> Value {
    api.get(&of.path("/sessions")).await.expect(200)["sessions"].clone()
}

on_both_engines! {
    async fn sessions_are_shown_and_ended(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hana").await;
        let mine = SignedIn::to(&app, &mut app.browser(), user).await;
        let list = sessions(&api, &mine).await;
        let session = &list[0];
        let payload = &session["payload"];
        assert_eq!((payload["kind"].as_str(), payload["accountId"].as_str()), (Some("Session"), Some(mine.user.id.as_str())));
        assert_eq!((payload["iat"].as_i64(), payload["loginTs"].as_i64()), (Some(START.seconds()), Some(START.seconds())));
        let authorization = &payload["authorizations"][mine.client.id.as_str()];
        assert!(authorization["grantId"].is_string(), "{session}");
        assert_eq!((session["lastSubmission"].clone(), session["clientId"].as_str()), (json!(null), Some(mine.client.id.as_str())));
        let uid = payload["uid"].as_str().unwrap();
        assert_eq!(&api.get(&mine.path(&format!("/sessions/{uid}"))).await.expect(200), session);

        let other = app.create_user("kim").await;
        let foreign = format!("/users/{}/sessions/{uid}", other.id);
        assert_eq!(api.get("/users/nope/sessions").await.expect(200), json!({"sessions": []}));
        assert_eq!(api.get(&mine.path("/sessions/nope")).await.refusal(), "404 oidc.session_not_found");
        assert_eq!(api.get(&foreign).await.refusal(), "404 oidc.session_not_found");
        assert_eq!(api.delete(&foreign).await.refusal(), "404 oidc.invalid_session_account_id");
        assert_eq!(api.delete(&format!("/users/nope/sessions/{uid}")).await.refusal(), "404 oidc.invalid_session_account_id");
        assert_eq!(api.delete(&mine.path("/sessions/nope")).await.refusal(), "404 oidc.session_not_found");
        let bad = mine.path(&format!("/sessions/{uid}?revokeGrantsTarget=some"));
        assert_eq!(api.delete(&bad).await.refusal(), "400 guard.invalid_input");

        let own = mine.path(&format!("/sessions/{uid}"));
        assert_eq!(api.delete(&own).await.status, 204);
        assert_eq!(sessions(&api, &mine).await, json!([]));
        assert_works!(mine, app, ALIVE);
        assert_eq!(api.delete(&own).await.refusal(), "404 oidc.session_not_found");
    }

    async fn a_session_can_take_its_grants_along(app: TestApp) {
        let api = app.management().await;
        for (username, target) in [("hana", "all"), ("kim", "firstParty")] {
            let user = app.create_user(username).await;
            let mine = SignedIn::to(&app, &mut app.browser(), user).await;
            let uid = sessions(&api, &mine).await[0]["payload"]["uid"].as_str().unwrap().to_owned();
            let path = mine.path(&format!("/sessions/{uid}?revokeGrantsTarget={target}"));
            assert_eq!(api.delete(&path).await.status, 204);
            assert_works!(mine, app, DEAD);
            assert_eq!(api.get(&mine.path("/grants")).await.expect(200), json!({"grants": []}));
        }
    }

    async fn grants_are_shown_and_revoked(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hana").await;
        let mine = SignedIn::to(&app, &mut app.browser(), user).await;
        let grants = api.get(&mine.path("/grants")).await.expect(200);
        let grant = &grants["grants"][0];
        assert_eq!(grant["application"], json!({"id": mine.client.id, "name": "Test app"}));
        assert_eq!((grant["payload"]["kind"].as_str(), &grant["payload"]["jti"]), (Some("Grant"), &grant["id"]));
        assert_eq!(api.get(&mine.path("/grants?appType=firstParty")).await.expect(200), grants);
        assert_eq!(api.get(&mine.path("/grants?appType=thirdParty")).await.expect(200), json!({"grants": []}));
        assert_eq!(api.get(&mine.path("/grants?appType=x")).await.refusal(), "400 guard.invalid_input");
        assert_eq!(api.get("/users/nope/grants").await.expect(200), json!({"grants": []}));
        let id = grant["id"].as_str().unwrap();
        for path in [mine.path("/grants/nope"), format!("/users/nope/grants/{id}")] {
            assert_eq!(api.delete(&path).await.refusal(), "404 oidc.invalid_grant");
        }
        assert_works!(mine, app, ALIVE);
        assert_eq!(api.delete(&mine.path(&format!("/grants/{id}"))).await.status, 204);
        assert_works!(mine, app, DEAD);
        assert_eq!(sessions(&api, &mine).await[0]["payload"]["authorizations"], json!({}));
    }

    async fn suspension_ends_everything_at_once(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hana").await;
        let mut browser = app.browser();
        let mine = SignedIn::to(&app, &mut browser, user).await;
        let path = mine.path("/is-suspended");
        for bad in [json!({}), json!({"isSuspended": "true"})] {
            assert_eq!(api.patch(&path, bad).await.refusal(), "400 guard.invalid_input");
        }
        assert_eq!(api.patch("/users/nope/is-suspended", json!({})).await.refusal(), "400 guard.invalid_input");
        let unknown = api.patch("/users/nope/is-suspended", json!({"isSuspended": true})).await;
        assert_eq!(unknown.refusal(), "404 entity.not_found");
        assert_eq!(api.patch(&path, json!({"isSuspended": true})).await.expect(200)["isSuspended"], true);
        assert_eq!(sessions(&api, &mine).await, json!([]));
        assert_works!(mine, app, DEAD);
        let grants = api.get(&mine.path("/grants")).await.expect(200);
        assert_eq!(grants["grants"].as_array().unwrap().len(), 1, "what was granted stays listed");
        let page = browser.authorize(&mine.client, &[]).await;
        assert!(page.body.contains("name=\"password\""), "the browser must sign in again: {page:?}");
        // lifting it restores nothing
        api.patch(&path, json!({"isSuspended": false})).await.expect(200);
        assert_eq!(sessions(&api, &mine).await, json!([]));
        assert_works!(mine, app, DEAD);
    }

    async fn a_new_password_leaves_sessions_and_tokens(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hana").await;
        let mine = SignedIn::to(&app, &mut app.browser(), user).await;
        api.patch(&mine.path("/password"), json!({"password": "another"})).await.expect(200);
        assert_eq!(sessions(&api, &mine).await.as_array().unwrap().len(), 1);
        assert_works!(mine, app, ALIVE);
    }

    async fn deletion_ends_everything_at_once(app: TestApp) {
        let api = app.management().await;
        let user = app.create_user("hana").await;
        let mine = SignedIn::to(&app, &mut app.browser(), user).await;
        assert_eq!(api.delete(&mine.path("")).await.status, 204);
        assert_works!(mine, app, DEAD);
        assert_eq!(sessions(&api, &mine).await, json!([]));
        assert_eq!(api.get(&mine.path("/grants")).await.expect(200), json!({"grants": []}));
    }
}

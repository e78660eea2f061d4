//! Single-use and opaque values in the wrong place or the wrong shape.

use genkan::applications::ApplicationType;

use super::seed::*;
use crate::support::*;

/// Every place that takes an opaque value; each must answer with a plain refusal.
async fn present_everywhere(app: &TestApp, client: &TestClient, value: &str, except: &str) {
    if except != "code" {
        assert_invalid_grant(&exchange(app, client, value).await);
    }
    if except != "refresh_token" {
        assert_invalid_grant(&refresh(app, client, value, &[]).await);
    }
    if except != "access_token" {
        assert_eq!(userinfo(app, value).await.status, 401);
    }
}

on_both_engines! {
    async fn each_value_is_refused_in_every_other_slot(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        let (code, session) = authorize(&app, &client, &user, &Asked::default()).await;
        present_everywhere(&app, &client, &code, "code").await;
        assert_eq!(introspect(&app, &client, &code).await["active"], false);
        assert_eq!(post(&app, "/oidc/token/revocation", &client, &[("token", &code)]).await.status, 200);
        present_everywhere(&app, &client, session.uid.as_str(), "").await;
        let body = exchange(&app, &client, &code).await.json();
        for member in ["refresh_token", "access_token"] {
            present_everywhere(&app, &client, &text(&body, member), member).await;
        }
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 200);
        assert_eq!(refresh(&app, &client, &text(&body, "refresh_token"), &[]).await.status, 200);
    }

    async fn bent_values_are_unknown(app: TestApp) {
        let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
        let body = tokens(&app, &client, &user, &Asked::default()).await;
        let (access, refresh_token) = (text(&body, "access_token"), text(&body, "refresh_token"));
        let (code, _) = authorize(&app, &client, &user, &Asked::default()).await;
        let bend = |value: &str| -> Vec<String> {
            let mut bent = vec![format!("{value}A"), format!("A{value}"), format!("{value}="), format!("{value}.")];
            for at in 0..value.len() {
                let other = if &value[at..=at] == "A" { "B" } else { "A" };
                bent.push(format!("{}{other}{}", &value[..at], &value[at + 1..]));
            }
            bent.extend([1, 20, 42].map(|length| value[..length].to_owned()));
            bent
        };
        for value in bend(&access) {
            assert_eq!(userinfo(&app, &value).await.status, 401, "{value}");
        }
        for value in bend(&refresh_token) {
            assert_invalid_grant(&refresh(&app, &client, &value, &[]).await);
        }
        for value in bend(&code) {
            assert_invalid_grant(&exchange(&app, &client, &value).await);
        }
        assert_eq!(userinfo(&app, &access).await.status, 200);
        assert_eq!(refresh(&app, &client, &refresh_token, &[]).await.status, 200);
        assert_eq!(exchange(&app, &client, &code).await.status, 200);
    }
}

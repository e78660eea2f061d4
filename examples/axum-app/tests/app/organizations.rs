use genkan_sdk::testing::TestSession;
use http::header::LOCATION;
use serde_json::json;

use crate::support::{TOKEN, get, get_as, member};

#[tokio::test]
async fn people_see_their_organizations_and_roles() {
    let (_, _, body) = get_as(&member(), "/").await;
    assert!(body.contains(r#"<a href="/organizations/o1">"#), "{body}");
    assert!(body.contains("Roles: clerk</span>") && !body.contains("/organizations/o2"), "{body}");
    let alone = TestSession::of(json!({"sub": "u1", "organizations": []}));
    assert!(get_as(&alone, "/").await.2.contains("no organization yet"));
}

#[tokio::test]
async fn an_organization_has_a_page_for_its_members_alone() {
    let session = member().organization_token("o1", TOKEN, "read:members");
    let (status, _, body) = get_as(&session, "/organizations/o1").await;
    assert_eq!(status, 200);
    assert!(body.contains("<h1>o1</h1>") && body.contains("Organization token"), "{body}");
    assert!(body.contains("refresh_token_missing"), "the other token could not be had: {body}");
    for other in ["/organizations/o2", "/organizations/O1", "/organizations/%2e%2e%2fo1", "/organizations/"] {
        assert_eq!(get_as(&session, other).await.0, 404, "{other}");
    }
}

#[tokio::test]
async fn visitors_sign_in_first_and_come_back() {
    let (status, headers, _) = get("/organizations/o1", &[("accept", "text/html")]).await;
    assert_eq!(status, 303);
    assert_eq!(headers[LOCATION], "/sign-in?returnTo=%2Forganizations%2Fo1");
    assert_eq!(get("/organizations/o1", &[("accept", "application/json")]).await.0, 401);
}

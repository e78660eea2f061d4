use genkan_sdk::testing::TestSession;
use serde_json::{Value, json};

use crate::support::{App, BASE_URL, NOWHERE, PAGE, PROGRAM, mio};

#[tokio::test]
async fn programs_without_a_session_are_told_to_sign_in() {
    let app = App::new(NOWHERE);
    for path in ["/api/user-info", "/api/tokens"] {
        let answer = app.post(path, &[PROGRAM], "").await;
        assert_eq!(answer.status, 401, "{path}: {}", answer.body);
        let fault: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(fault, json!({"code": "not_authenticated"}), "{path}");
        assert_eq!(answer.headers["cache-control"], "private, no-store");
    }
}

#[tokio::test]
async fn a_form_without_a_session_leads_to_the_sign_in() {
    let referer = format!("{BASE_URL}/");
    let answer = App::new(NOWHERE).post("/api/tokens", &[PAGE, ("referer", &referer)], "").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], "/sign-in");
}

#[tokio::test]
async fn what_the_session_cannot_give_is_said_to_programs_by_status() {
    let app = App::new(NOWHERE);
    for (session, status, code) in [
        (TestSession::of(json!({"sub": "u1"})), 401, "refresh_token_missing"),
        (mio(), 503, "provider_unavailable"),
    ] {
        let cookie = app.cookie(session).await;
        for path in ["/api/user-info", "/api/tokens"] {
            let answer = app.post(path, &[PROGRAM, ("cookie", &cookie)], "").await;
            assert_eq!(answer.status, status, "{path}: {}", answer.body);
            assert_eq!(answer.body, format!(r#"{{"code":"{code}"}}"#), "{path}");
        }
    }
}

#[tokio::test]
async fn a_form_that_failed_comes_back_to_its_page_which_says_so() {
    let app = App::new(NOWHERE);
    let cookie = app.cookie(TestSession::of(json!({"sub": "u1"}))).await;
    let referer = format!("{BASE_URL}/");
    let answer = app.post("/api/tokens", &[PAGE, ("referer", &referer), ("cookie", &cookie)], "").await;
    assert_eq!(answer.status, 302);
    let back = answer.headers["location"].to_str().unwrap().strip_prefix(BASE_URL).unwrap().to_owned();
    let page = app.get(&back, &[PAGE, ("cookie", &cookie)]).await;
    assert!(page.body.contains(r#"role="alert""#), "{back}: {}", page.body);
    assert!(!page.body.contains("refresh_token_missing"), "what is in the address is not shown");
}

#[tokio::test]
async fn odd_requests_are_answered_calmly() {
    let app = App::new(NOWHERE);
    let bodies: [&[u8]; 6] =
        [b"%ff%fe", b"a=1&a=2", b"tokens[][x]=%00", b"{", b"\xff\xfe", &[b'a'; 3_000_000]];
    for body in bodies {
        let status = app.post("/api/user-info", &[PROGRAM], body.to_vec()).await.status.as_u16();
        assert!([400, 401].contains(&status), "{:?}: {status}", &body[..1]);
    }
    for referer in ["not a url", "", "http://localhost:3000/é", "javascript:alert(1)"] {
        for body in ["", "a=1&a=2"] {
            let answer = app.post("/api/tokens", &[PAGE, ("referer", referer)], body).await;
            assert!(answer.status.is_redirection(), "{referer}: {}", answer.status);
        }
    }
    for path in ["/?__path=%2Fapi%2Ftokens&__err=!!!", "/?__path=x&__err=", "/?__err=%ff"] {
        assert_eq!(app.get(path, &[PAGE]).await.status, 200, "{path}");
    }
    assert_eq!(app.get("/api/user-info", &[PROGRAM]).await.status, 405);
}

use std::io::Error;

use genkan_example_axum_app::{ExampleConfig, Store, router};
use genkan_sdk::{SessionStore, StoreError, StoredSession};

use crate::support::{API, app, ask, settings, text};

/// A store that is down.
#[derive(Debug)]
struct Down;

impl SessionStore for Down {
    async fn load(&self, _: &str) -> Result<Option<StoredSession>, StoreError> {
        Err(Error::other("down").into())
    }
    async fn create(&self, _: &str, _: &StoredSession) -> Result<(), StoreError> {
        Err(Error::other("down").into())
    }
    async fn replace(&self, _: &str, _: u64, _: &StoredSession) -> Result<bool, StoreError> {
        Err(Error::other("down").into())
    }
    async fn delete(&self, _: &str) -> Result<(), StoreError> {
        Err(Error::other("down").into())
    }
    async fn delete_by_sid(&self, _: &str) -> Result<(), StoreError> {
        Err(Error::other("down").into())
    }
    async fn delete_by_subject(&self, _: &str) -> Result<(), StoreError> {
        Err(Error::other("down").into())
    }
}

#[tokio::test]
async fn while_the_store_is_down_nobody_is_signed_out() {
    let app = app(settings().session_store(Down), Some(API)).await;
    let cookie = format!("genkan.app={}", "A".repeat(22));
    for path in ["/", "/stream", "/organizations/o1"] {
        let headers = [("cookie", cookie.as_str()), ("accept", "text/html"), ("accept-language", "ko")];
        let response = ask(app.clone(), path, &headers).await;
        assert_eq!(response.status(), 503, "{path}");
        assert!(
            response.headers().contains_key("retry-after") && !response.headers().contains_key("set-cookie")
        );
        let body = text(response).await;
        assert!(body.contains("로그인은 유지됩니다") && body.contains("store_unavailable"), "{path}: {body}");
    }
}

#[tokio::test]
async fn every_store_serves_visitors() {
    for store in [Store::Cookie, Store::Memory] {
        let config = ExampleConfig::new(settings(), "http://localhost:3000", None);
        let app = router(ExampleConfig { store, ..config }).await.unwrap();
        assert_eq!(ask(app, "/", &[]).await.status(), 200);
    }
}

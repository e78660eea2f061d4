use crate::support::TestApp;

on_both_engines! {
    async fn health_says_that_the_database_answers(app: TestApp) {
        let page = app.browser().get("/health").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.json()["status"], "ok");
        assert_eq!(page.header("genkan-request-id").len(), 16);
        assert_eq!(page.header("genkan-request-id"), page.header("logto-core-request-id"));
    }
}

//! Secrets of the vault.

use genkan_database::args;

use crate::support::*;

on_both_engines! {
    async fn a_secret_can_be_taken_away(app: TestApp) {
        let (api, user) = (app.management().await, app.create_user("hana").await);
        assert_eq!(api.delete("/secrets/nope").await.refusal(), "404 entity.not_found");
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute(
            "INSERT INTO secrets (id, user_id, type, sealed_value, metadata, created_at, updated_at)
             VALUES ('own', $1, 'federated_token_set', $2, '{}', 1, 1)",
            args![user.id, b"sealed".to_vec()],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(api.delete("/secrets/own").await.status, 204);
        assert_eq!(api.delete("/secrets/own").await.refusal(), "404 entity.not_found");
    }
}

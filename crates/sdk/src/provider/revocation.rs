use std::sync::Arc;

use super::{Provider, ProviderUnavailable};

impl Provider {
    /// Revokes a refresh token (RFC 7009 §2.1). An endpoint that does not exist is no failure.
    pub(crate) async fn revoke(self: &Arc<Self>, refresh_token: &str) -> Result<(), ProviderUnavailable> {
        let document = self.document().await?;
        let Some(endpoint) = &document.revocation_endpoint else { return Ok(()) };
        let form = vec![("token", refresh_token), ("token_type_hint", "refresh_token")];
        let answer = self.http.send(self.authenticated_post(&document, endpoint, form)).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        Err(ProviderUnavailable(format!("revocation answered {}", answer.status)))
    }
}

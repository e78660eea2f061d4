//! TLS to PostgreSQL, with certificates checked by the platform.

use std::sync::Arc;

use rustls::{ClientConfig, crypto::aws_lc_rs};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::DbError;

pub(super) fn connector() -> Result<MakeRustlsConnect, DbError> {
    // The provider is named, not taken from the process, so that opening a database needs no earlier set-up.
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map(|config| MakeRustlsConnect::new(config.with_no_client_auth()))
        .map_err(|error| DbError::Unavailable(format!("TLS cannot be set up: {error}")))
}

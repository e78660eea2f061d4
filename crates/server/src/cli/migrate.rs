use serde_json::json;

use super::{Common, error::Failure, open::open, output::Output};

/// `genkan migrate`. Opening already migrates; this says so.
pub(super) async fn run(output: &Output, common: &Common) -> Result<(), Failure> {
    let app = open(common).await?;
    app.db.close().await;
    let version = crate::MIGRATIONS.last().map_or(0, |migration| migration.version);
    output.show(&json!({ "version": version }), |output| {
        output.line(&format!("The database has schema version {version}."));
    });
    Ok(())
}

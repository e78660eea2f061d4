use genkan_database::{Conn, DbError, Tx, args};

use crate::{
    app::Inner,
    ids::OrganizationId,
    organizations::{lock, relation::distinct},
};

/// The domains of an organization, oldest first. An unknown one has none.
///
/// # Errors
/// Storage.
pub async fn list_email_domains(
    conn: &mut Conn,
    organization: &OrganizationId,
    limit: i64,
    offset: i64,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = conn
        .all(
            "SELECT email_domain FROM organization_jit_email_domains
             WHERE organization_id = $1 ORDER BY created_at, email_domain LIMIT $2 OFFSET $3",
            args![organization, limit, offset],
        )
        .await?;
    Ok(rows.into_iter().map(|(domain,)| domain).collect())
}

/// How many domains an organization has.
///
/// # Errors
/// Storage.
pub async fn count_email_domains(conn: &mut Conn, organization: &OrganizationId) -> Result<i64, DbError> {
    let (count,): (i64,) = conn
        .one(
            "SELECT COUNT(*) FROM organization_jit_email_domains WHERE organization_id = $1",
            args![organization],
        )
        .await?;
    Ok(count)
}

/// Adds a domain, kept as given; it matches regardless of case.
///
/// # Errors
/// [`DbError::Unique`] when it is there in this spelling, [`DbError::ForeignKey`] for an unknown organization, storage.
pub async fn add_email_domain(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    domain: &str,
) -> Result<(), DbError> {
    tx.execute(
        "INSERT INTO organization_jit_email_domains (organization_id, email_domain, created_at) VALUES ($1, $2, $3)",
        args![organization, domain, app.clock.now()],
    )
    .await?;
    Ok(())
}

/// Makes exactly these the organization's domains.
///
/// # Errors
/// As [`add_email_domain`].
pub async fn replace_email_domains(
    app: &Inner,
    tx: &mut Tx,
    organization: &OrganizationId,
    domains: &[String],
) -> Result<(), DbError> {
    let domains = distinct(domains)?;
    lock(tx, organization).await?;
    tx.execute("DELETE FROM organization_jit_email_domains WHERE organization_id = $1", args![organization])
        .await?;
    for domain in domains {
        add_email_domain(app, tx, organization, &domain).await?;
    }
    Ok(())
}

/// Removes a domain. False: it is not there.
///
/// # Errors
/// Storage.
pub async fn remove_email_domain(
    tx: &mut Tx,
    organization: &OrganizationId,
    domain: &str,
) -> Result<bool, DbError> {
    let rows = tx
        .execute(
            "DELETE FROM organization_jit_email_domains WHERE organization_id = $1 AND email_domain = $2",
            args![organization, domain],
        )
        .await?;
    Ok(rows > 0)
}

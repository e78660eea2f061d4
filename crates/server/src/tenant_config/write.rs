use super::TenantConfig;

const HEADER: &str = "\
# The configuration of a Genkan tenant. Names stand for ids; member names are those of the management API.
#
#   genkan config diff FILE     what applying would change
#   genkan config apply FILE    applies it, after showing that
#
# What is not named here stays as it is, unless `apply --prune` deletes it. Secrets are never written here; an
# application or webhook names where its secret is: secret = { env = \"NAME\" } or signingKey = { file = \"PATH\" }.
";

/// The configuration as the file that [`parse`](super::parse) reads.
///
/// # Errors
/// A value TOML cannot hold, such as a null within somebody's custom data.
pub fn write(config: &TenantConfig) -> Result<String, toml::ser::Error> {
    let body = toml::to_string_pretty(config)?;
    Ok(if body.is_empty() { HEADER.to_owned() } else { format!("{HEADER}\n{body}") })
}

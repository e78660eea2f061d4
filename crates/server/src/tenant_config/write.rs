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
    let body = without_empty_tables(toml::to_string_pretty(config)?, config);
    Ok(if body.is_empty() { HEADER.to_owned() } else { format!("{HEADER}\n{body}") })
}

/// Settings have many tables that are mostly empty: what says nothing is left out.
fn without_empty_tables(text: String, config: &TenantConfig) -> String {
    let says_something =
        |block: &&str| block.starts_with("[[") || !block.starts_with('[') || block.trim_end().contains('\n');
    let short = text.split("\n\n").filter(says_something).collect::<Vec<_>>().join("\n\n");
    let short = format!("{}\n", short.trim_end());
    // A text of several lines may look like a table.
    if toml::from_str::<TenantConfig>(&short).is_ok_and(|read| read == *config) { short } else { text }
}

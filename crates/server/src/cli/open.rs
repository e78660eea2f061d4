use std::path::Path;

use super::{Common, dev::Data, error::Failure};
use crate::{
    app::App,
    clock::Clock,
    config::{Config, Sources},
    random::Random,
};

/// Where the configuration of this command comes from: the file, the variables, and for `--data` that folder.
pub(super) fn sources(common: &Common) -> Result<Sources, Failure> {
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    if let Some(data) = &common.data {
        return Ok(Data::open(data)?.sources(super::dev::PORT).variables(variables));
    }
    let mut sources = Sources::new();
    let default = Path::new("genkan.toml");
    if let Some(path) = common.config.as_deref().or_else(|| default.exists().then_some(default)) {
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::new(format!("the configuration {} cannot be read: {error}", path.display()))
        })?;
        sources = sources.file(path, &text)?;
    }
    Ok(sources.variables(variables))
}

/// The server's inside, without a listener: for the commands that work on its data.
pub(super) async fn open(common: &Common) -> Result<App, Failure> {
    let config = Config::load(sources(common)?)?;
    prepare_folder(&config)?;
    Ok(crate::app(config, Clock::System, Random::System).await?)
}

/// The embedded database's folder is made when it is missing; that of a typing mistake two levels up is not.
pub(super) fn prepare_folder(config: &Config) -> Result<(), Failure> {
    let Some(path) = config.database.url.strip_prefix("sqlite:") else { return Ok(()) };
    let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    match std::fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(Failure::file(folder, &error)),
        _ => Ok(()),
    }
}

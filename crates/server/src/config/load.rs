use super::{
    AuditLogSection, Config, ConfigErrors, DatabaseSection, LimitsSection, LogSection, ManagementSection,
    SecuritySection, ServerSection, Sources, reader::Reader,
};

impl Config {
    /// Reads and checks everything given.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn load(sources: Sources) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(sources);
        let config = Self::read(&mut reader);
        reader.finish()?;
        // A section is absent only when it reported an error.
        config.ok_or_else(|| ConfigErrors(Vec::new()))
    }

    fn read(reader: &mut Reader) -> Option<Self> {
        let server = ServerSection::read(reader);
        let database = DatabaseSection::read(reader);
        let security = SecuritySection::read(reader);
        let limits = LimitsSection::read(reader);
        let management = ManagementSection::read(reader);
        let log = LogSection::read(reader);
        let audit_log = AuditLogSection::read(reader);
        Some(Self { server: server?, database, security: security?, limits, management, log, audit_log })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::path::Path;

    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn minimal() -> Sources {
        Sources::new().value("server.endpoint", "https://id.example.com", "--endpoint").value(
            "security.secret_key",
            KEY,
            "GENKAN_SECURITY_SECRET_KEY",
        )
    }

    fn file(text: &str) -> Result<Config, ConfigErrors> {
        Config::load(minimal().file(Path::new("genkan.toml"), text)?)
    }

    #[test]
    fn later_sources_win() {
        let sources = minimal()
            .file(Path::new("g.toml"), "[server]\nlisten = \"127.0.0.1:1\"\n[limits]\nlockout_attempts = 7")
            .unwrap()
            .variables([
                ("GENKAN_SERVER_LISTEN".into(), "127.0.0.1:2".into()),
                ("GENKAN_AUDIT_LOG_RETENTION_DAYS".into(), "7".into()),
                ("GENKAN_APP_ID".into(), "sdk".into()),
            ]);
        let config = Config::load(sources.clone()).unwrap();
        assert_eq!(config.server.listen.port(), 2);
        assert_eq!(config.limits.lockout_attempts, 7);
        assert_eq!(config.audit_log.retention_days, 7);
        assert_eq!(config.server.issuer, "https://id.example.com/oidc");
        assert_eq!(config.server.origin(), "https://id.example.com");
        assert!(config.server.is_secure());
        let config = Config::load(sources.value("server.listen", "127.0.0.1:3", "--listen")).unwrap();
        assert_eq!(config.server.listen.port(), 3);
    }

    #[test]
    fn lists_come_as_arrays_or_with_commas() {
        let blocks = |config: Config| config.server.trusted_proxies.len();
        assert_eq!(blocks(file("[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]").unwrap()), 2);
        let variable = [("GENKAN_SERVER_TRUSTED_PROXIES".to_owned(), "10.0.0.0/8, ::1".to_owned())];
        assert_eq!(blocks(Config::load(minimal().variables(variable)).unwrap()), 2);
    }

    #[test]
    fn every_error_names_place_key_and_shape() {
        for (text, expected) in [
            ("[server]\nlisten = \"nowhere\"", "genkan.toml:2: server.listen must be an address and port"),
            ("[server]\n\nlisten = 3001", "genkan.toml:3: server.listen must be an address and port"),
            ("[server]\nlisten = [1]", "but it is an array"),
            ("[server]\nlisten = 1.5", "but it is of type float"),
            ("[server]\nendpoint = \"id.example.com\"", "server.endpoint must be"),
            ("[server]\nendpoint = \"https://id.example.com/path\"", "without a path"),
            ("[server]\nendpoint = \"https://u:p@id.example.com\"", "server.endpoint must be"),
            ("[server]\nendpont = \"x\"", "server.endpont is not a setting; did you mean server.endpoint?"),
            ("[sever]\nlisten = \"x\"", "sever.listen is not a setting; did you mean server.listen?"),
            ("[server]\nquite_something_else = 1", "server.quite_something_else is not a setting"),
            ("[server]\ntrusted_proxies = [\"10.0.0.0/99\"]", "an array of IP addresses or CIDR blocks"),
            ("listen = \"x\"", "genkan.toml:1: listen stands outside a section"),
            ("[server\n", "genkan.toml:1: "),
            ("[server]\nlisten = \"a\"\nlisten = \"b\"", "genkan.toml:3: duplicate key"),
            (
                "[database]\nurl = \"mysql://root:hunter2@db\"",
                "database.url must be sqlite:PATH or postgres://",
            ),
            ("[database]\nmax_connections = 0", "a whole number from 1 to 1000"),
            (
                "[security]\nsecret_key_file = \"k\"",
                "give security.secret_key or security.secret_key_file, not both",
            ),
            ("[limits]\nlockout_seconds = -1", "limits.lockout_seconds must be a whole number"),
            ("[management]\nresource = \"api\"", "management.resource must be an absolute URI"),
            ("[log]\njson = \"yes\"", "log.json must be true or false, but it is \"yes\""),
            ("[log]\nfilter = \"[[\"", "log.filter must be"),
        ] {
            let error = file(text).expect_err(text).to_string();
            assert!(error.contains(expected), "{text:?} said\n{error}\nnot\n{expected}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn every_setting_is_documented() {
        let mut reader = Reader::new(Sources::new());
        Config::read(&mut reader);
        let document = include_str!("../../../../docs/CONFIGURATION.md");
        let documented: Vec<&str> =
            document.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let mut known: Vec<&str> = reader.known().collect();
        let mut sorted = documented.clone();
        known.sort_unstable();
        sorted.sort_unstable();
        assert_eq!(known, sorted);
    }

    #[test]
    fn all_mistakes_are_shown_at_once() {
        let error = file("[log]\njson = 1\nx = 2\n[limits]\nlockout_attempts = 0").unwrap_err();
        assert_eq!(error.0.len(), 3, "{error}");
    }

    #[test]
    fn what_is_missing_says_how_to_give_it() {
        let error = Config::load(Sources::new()).unwrap_err().to_string();
        for word in [
            "server.endpoint",
            "GENKAN_SERVER_ENDPOINT",
            "security.secret_key_file",
            "openssl rand -base64 32",
        ] {
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn a_short_key_is_refused_and_never_shown() {
        for short in ["c2hvcnQ=", "not base64!", ""] {
            let error =
                Config::load(minimal().value("security.secret_key", short, "X")).unwrap_err().to_string();
            assert!(
                error.starts_with("X: security.secret_key must be at least 32 bytes in base64"),
                "{error}"
            );
            assert!(short.is_empty() || !error.contains(short), "{error}");
        }
        for same in [KEY.replace('=', ""), KEY.replace('+', "-")] {
            assert!(Config::load(minimal().value("security.secret_key", same, "X")).is_ok());
        }
    }

    #[test]
    fn the_key_may_be_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret.key");
        let load = || {
            let endpoint = Sources::new().value("server.endpoint", "https://id.example.com", "--endpoint");
            Config::load(endpoint.value("security.secret_key_file", path.to_str().unwrap(), "F"))
        };
        let error = load().unwrap_err().to_string();
        assert!(error.contains("cannot be read") && error.contains("secret.key"), "{error}");
        std::fs::write(&path, "short\n").unwrap();
        assert!(load().unwrap_err().to_string().contains("32 bytes"));
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        assert_eq!(load().unwrap().security.secret_key.expose().len(), 32);
    }
}

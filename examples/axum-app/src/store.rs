use std::fmt;
use std::str::FromStr;

use genkan_sdk::{ConfigBuilder, MemoryStore};

use crate::words::Words;

/// Where sessions are kept: the switch `--store`.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Store {
    /// In a sealed cookie: nothing to run, the SDK's default.
    #[default]
    Cookie,
    /// In this process: gone when it ends.
    Memory,
    /// In Redis or Valkey at this URL: shared by processes.
    #[cfg(feature = "redis")]
    Redis(String),
}

impl Store {
    /// The settings with this store.
    pub(crate) async fn open(&self, settings: ConfigBuilder) -> anyhow::Result<ConfigBuilder> {
        match self {
            Self::Cookie => Ok(settings),
            Self::Memory => Ok(settings.session_store(MemoryStore::default())),
            #[cfg(feature = "redis")]
            Self::Redis(url) => Ok(settings.session_store(genkan_sdk::RedisStore::connect(url).await?)),
        }
    }

    /// Where sessions are, for people.
    pub(crate) fn kept(&self, words: &Words) -> &'static str {
        match self {
            Self::Cookie => words.kept_in_cookie,
            _ => words.kept_in_store,
        }
    }
}

/// What `--store` does not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownStore {
    /// The kind that was named; never a URL, which may hold a password.
    kind: String,
}

impl FromStr for Store {
    type Err = UnknownStore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "" | "cookie" => Ok(Self::Cookie),
            "memory" => Ok(Self::Memory),
            #[cfg(feature = "redis")]
            url if url.starts_with("redis://") || url.starts_with("rediss://") => Ok(Self::Redis(url.into())),
            other => {
                let kind = other.split([':', '@', '/']).next().unwrap_or_default();
                Err(UnknownStore { kind: kind.chars().take(20).collect() })
            }
        }
    }
}

impl fmt::Display for UnknownStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(not(feature = "redis")) && self.kind.starts_with("redis") {
            return f.write_str("this build has no Redis in it; build it with `--features redis`");
        }
        write!(f, "`{}` is none; use `cookie`, `memory` or `redis://127.0.0.1:6379/0`", self.kind)
    }
}

impl std::error::Error for UnknownStore {}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cookie => "Cookie",
            Self::Memory => "Memory",
            #[cfg(feature = "redis")]
            Self::Redis(_) => "Redis",
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_switch_names_a_store() {
        assert_eq!("cookie".parse(), Ok(Store::Cookie));
        assert_eq!(" memory ".parse(), Ok(Store::Memory));
        let refused = |text: &str| text.parse::<Store>().map_err(|error| error.to_string());
        assert_eq!(refused("sqlite:x").unwrap_err().split(' ').next(), Some("`sqlite`"));
        for text in ["Cookie", "redis", "postgres://user:hunter2@db/x"] {
            assert!(!refused(text).unwrap_err().contains("hunter2"), "{text}");
        }
    }

    #[test]
    fn the_address_of_redis_is_shown_to_nobody() {
        let parsed = "redis://:hunter2@127.0.0.1/0".parse::<Store>();
        assert_eq!(parsed.is_ok(), cfg!(feature = "redis"));
        assert!(!format!("{parsed:?}").contains("hunter2"));
        if let Err(error) = parsed {
            assert!(error.to_string().contains("--features redis"), "{error}");
        }
    }
}

//! Cache invalidation: a version per topic. The node that writes knows at once; the others poll (within 1 s).

use std::sync::atomic::{AtomicI64, Ordering};

use genkan_database::{Conn, Db, DbError, Tx, args};

/// What can change under a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Applications, their secrets and consent settings.
    Applications,
    /// API resources and their scopes.
    Resources,
    /// Sign-in experience, ID token and session settings.
    Settings,
    /// Signing keys.
    SigningKeys,
    /// Which scopes roles give, and which applications have them.
    Roles,
    /// Organization roles and scopes, and which applications are in which organizations with which roles.
    Organizations,
    /// Webhooks.
    Webhooks,
}

impl Topic {
    const ALL: [Self; 7] = [
        Self::Applications,
        Self::Resources,
        Self::Settings,
        Self::SigningKeys,
        Self::Roles,
        Self::Organizations,
        Self::Webhooks,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Applications => "applications",
            Self::Resources => "resources",
            Self::Settings => "settings",
            Self::SigningKeys => "signing_keys",
            Self::Roles => "roles",
            Self::Organizations => "organizations",
            Self::Webhooks => "webhooks",
        }
    }
}

/// The version each topic's cached values must at least have.
#[derive(Debug, Default)]
pub struct Changes {
    required: [AtomicI64; 7],
    /// The required versions that the last poll did not find in the database.
    ahead: [AtomicI64; 7],
}

impl Changes {
    /// Records a change inside the transaction that makes it. This node stops trusting older cached values from
    /// now on (before the commit, so that nothing stale is served after it); if the transaction rolls back, the
    /// second [`poll`](Self::poll) from then takes that back.
    ///
    /// # Errors
    /// Storage.
    pub async fn bump(&self, tx: &mut Tx, topic: Topic) -> Result<(), DbError> {
        let (version,): (i64,) = tx
            .one(
                "INSERT INTO changes (topic, version) VALUES ($1, 1)
                 ON CONFLICT (topic) DO UPDATE SET version = changes.version + 1 RETURNING version",
                args![topic.as_str()],
            )
            .await?;
        self.required[topic as usize].fetch_max(version, Ordering::SeqCst);
        Ok(())
    }

    /// Reads what other nodes (and the command line) changed. Run it at least once a second. A version of this node
    /// that is not in the database may be one whose transaction has not ended: only when the next poll misses it,
    /// too, was it rolled back.
    ///
    /// # Errors
    /// Storage.
    pub async fn poll(&self, db: &Db) -> Result<(), DbError> {
        let rows: Vec<(String, i64)> =
            db.read().await?.all("SELECT topic, version FROM changes", args![]).await?;
        for topic in Topic::ALL {
            let stored =
                rows.iter().find(|(name, _)| name == topic.as_str()).map_or(0, |(_, stored)| *stored);
            let (required, ahead) = (&self.required[topic as usize], &self.ahead[topic as usize]);
            let known = required.fetch_max(stored, Ordering::SeqCst);
            if known > stored && ahead.swap(known, Ordering::SeqCst) == known {
                // Unless it has just grown.
                _ = required.compare_exchange(known, stored, Ordering::SeqCst, Ordering::SeqCst);
                ahead.store(0, Ordering::SeqCst);
            }
        }
        Ok(())
    }

    /// The version a cached value needs to be used.
    pub fn required(&self, topic: Topic) -> i64 {
        self.required[topic as usize].load(Ordering::SeqCst)
    }

    /// The topic's version as the database has it. Read it before the value it will be stored with.
    ///
    /// # Errors
    /// Storage.
    pub async fn version(conn: &mut Conn, topic: Topic) -> Result<i64, DbError> {
        let row: Option<(i64,)> =
            conn.optional("SELECT version FROM changes WHERE topic = $1", args![topic.as_str()]).await?;
        Ok(row.map_or(0, |(version,)| version))
    }
}

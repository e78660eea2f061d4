//! Migrations: once, in order, unchanged, one node at a time, after a snapshot.

use genkan_database::{DatabaseConfig, Db, DbError, Engine, Migration, args, migrate, testing};

use crate::support::{ITEMS, ids, insert};

const SECOND: Migration = Migration {
    version: 2,
    name: "notes",
    sql: "ALTER TABLE items ADD COLUMN note TEXT; -- a comment; with a semicolon\n
          CREATE TABLE notes (id TEXT PRIMARY KEY, at BIGINT NOT NULL);
          INSERT INTO notes (id, at) SELECT id, number FROM items;",
};

fn both() -> Vec<Migration> {
    vec![ITEMS[0], SECOND]
}

#[tokio::test]
async fn each_step_runs_once_and_keeps_the_data() {
    for engine in testing::engines() {
        let database = testing::open(engine).await;
        let report = migrate(&database.db, ITEMS, 1).await.unwrap();
        assert_eq!((report.applied, report.version, report.snapshot), (vec![1], 1, None));
        let mut tx = database.db.begin().await.unwrap();
        insert(&mut tx, "a", 7).await.unwrap();
        tx.commit().await.unwrap();

        let report = migrate(&database.db, &both(), 2).await.unwrap();
        assert_eq!((report.applied, report.version), (vec![2], 2));
        let notes: Vec<(String, i64)> =
            database.db.read().await.unwrap().all("SELECT id, at FROM notes", args![]).await.unwrap();
        assert_eq!(notes, [("a".to_owned(), 7)]);

        let report = migrate(&database.db, &both(), 3).await.unwrap();
        assert_eq!((report.applied, report.version, report.snapshot), (vec![], 2, None));
    }
}

#[tokio::test]
async fn an_existing_file_is_copied_first_and_the_copy_is_private() {
    let database = testing::sqlite().await;
    migrate(&database.db, ITEMS, 1).await.unwrap();
    let mut tx = database.db.begin().await.unwrap();
    insert(&mut tx, "a", 7).await.unwrap();
    tx.commit().await.unwrap();
    let snapshot = migrate(&database.db, &both(), 2).await.unwrap().snapshot.unwrap();
    assert!(snapshot.to_str().unwrap().ends_with("genkan.db.before-0002"));
    for file in [&snapshot, &database.path().unwrap()] {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    let url = format!("sqlite:{}", snapshot.display());
    let before = Db::open(&DatabaseConfig { url, ..DatabaseConfig::default() }).await.unwrap();
    assert_eq!(ids(&before).await, ["a"]);
    assert!(before.read().await.unwrap().prepare("SELECT note FROM items").await.is_err());
}

#[tokio::test]
async fn a_changed_step_and_a_newer_database_are_refused() {
    for engine in testing::engines() {
        let database = testing::open(engine).await;
        migrate(&database.db, &both(), 1).await.unwrap();
        let changed = Migration { sql: "CREATE TABLE other (id TEXT)", ..SECOND };
        let refused = migrate(&database.db, &[ITEMS[0], changed], 2).await.unwrap_err();
        assert!(
            matches!(&refused, DbError::Migration(reason) if reason.contains("0002 (notes)")),
            "{refused}"
        );
        let refused = migrate(&database.db, ITEMS, 2).await.unwrap_err();
        assert!(matches!(&refused, DbError::Migration(reason) if reason.contains("newer")), "{refused}");
        let refused = migrate(&database.db, &[SECOND, ITEMS[0]], 2).await.unwrap_err();
        assert!(matches!(refused, DbError::Migration(_)), "{refused}");
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_and_can_be_corrected() {
    for engine in testing::engines() {
        let database = testing::open(engine).await;
        let broken =
            Migration { sql: "CREATE TABLE notes (id TEXT); INSERT INTO nowhere VALUES (1)", ..SECOND };
        let refused = migrate(&database.db, &[ITEMS[0], broken], 1).await.unwrap_err();
        assert!(matches!(&refused, DbError::Migration(reason) if reason.contains("0002")), "{refused}");
        assert!(database.db.read().await.unwrap().prepare("SELECT id FROM notes").await.is_err());
        assert_eq!(migrate(&database.db, &both(), 2).await.unwrap().applied, [2]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_at_once_apply_each_step_once() {
    for engine in testing::engines() {
        let database = testing::open(engine).await;
        let mut nodes = Vec::new();
        for _ in 0..3 {
            let db = database.reopen().await;
            nodes.push(tokio::spawn(async move { migrate(&db, &both(), 1).await.unwrap().applied }));
        }
        let mut applied = Vec::new();
        for node in nodes {
            applied.extend(node.await.unwrap());
        }
        assert_eq!(applied, [1, 2], "{engine:?}");
    }
}

#[tokio::test]
async fn a_template_is_copied_with_its_schema() {
    for engine in testing::engines() {
        let template = testing::Template::new(engine, ITEMS).await;
        let (one, two) = (template.database().await, template.database().await);
        let mut tx = one.db.begin().await.unwrap();
        insert(&mut tx, "a", 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((ids(&one.db).await.len(), ids(&two.db).await.len()), (1, 0), "{engine:?}");
        if engine == Engine::Sqlite {
            assert!(one.path().is_some());
        }
    }
}

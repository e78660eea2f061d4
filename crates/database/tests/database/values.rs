//! Values survive the way in and out, on both engines alike.

use std::collections::BTreeMap;

use genkan_database::{DbError, Json, args, testing, text_value};

use crate::support::items;

#[derive(Debug, PartialEq, Clone)]
struct ItemId(String);
text_value!(ItemId);

type Document = Json<BTreeMap<String, Vec<Option<String>>>>;
type Item = (ItemId, i64, Option<bool>, Option<Document>, Option<Vec<u8>>, Option<ItemId>);

const INSERT: &str =
    "INSERT INTO items (id, number, flag, document, bytes, parent) VALUES ($1, $2, $3, $4, $5, $6)
     RETURNING id, number, flag, document, bytes, parent";

#[tokio::test]
async fn every_type_comes_back_as_it_went_in() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let id = ItemId("é\u{1F512}'\"$1".to_owned());
        let document = Json(BTreeMap::from([("k\"\\".to_owned(), vec![Some("v".to_owned()), None])]));
        let mut tx = database.db.begin().await.unwrap();
        let full: Item = tx
            .one(INSERT, args![id, i64::MAX, true, document, [0_u8, 255, 39], None::<ItemId>])
            .await
            .unwrap();
        assert_eq!(full, (id.clone(), i64::MAX, Some(true), Some(document), Some(vec![0, 255, 39]), None));
        let empty: Item = tx
            .one(INSERT, args!["b", 0, None::<bool>, None::<Document>, None::<Vec<u8>>, &id])
            .await
            .unwrap();
        assert_eq!(empty, (ItemId("b".to_owned()), 0, None, None, None, Some(id)));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn parameters_are_bound_by_number_not_by_appearance() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        tx.execute("INSERT INTO items (number, id) VALUES ($2, $1)", args!["a", 7]).await.unwrap();
        let found: Option<(String, String)> = tx
            .optional(
                "SELECT id, $1 FROM items WHERE number = $2 AND number <= $2 AND id = $1",
                args!["a", 7],
            )
            .await
            .unwrap();
        assert_eq!(found, Some(("a".to_owned(), "a".to_owned())));
        let page: Vec<(String,)> = tx
            .all(
                "SELECT id FROM items WHERE (number, id) > ($2, $1) ORDER BY number, id LIMIT $3",
                args!["", 7, 5],
            )
            .await
            .unwrap();
        assert_eq!(page.len(), 1);
    }
}

#[tokio::test]
async fn nul_in_text_is_stored_as_the_replacement_character() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        let document: Document = Json(BTreeMap::from([("\0".to_owned(), vec![Some("\\u0000".to_owned())])]));
        let (id, stored): (String, Document) = tx
            .one(
                "INSERT INTO items (id, number, document) VALUES ($1, 1, $2) RETURNING id, document",
                args!["a\0b", document],
            )
            .await
            .unwrap();
        assert_eq!(id, "a\u{FFFD}b");
        assert_eq!(stored.0["\u{FFFD}"], [Some("\\u0000".to_owned())]);
    }
}

#[tokio::test]
async fn constraints_have_the_same_names_of_error() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut tx = database.db.begin().await.unwrap();
        tx.execute("INSERT INTO items (id, number, bytes) VALUES ($1, 1, $2)", args!["a", [1_u8]])
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut tx = database.db.begin().await.unwrap();
        let duplicate =
            tx.execute("INSERT INTO items (id, number) VALUES ($1, 1)", args!["a"]).await.unwrap_err();
        assert!(duplicate.is_unique(), "{engine:?}: {duplicate:?}");
        drop(tx);

        let mut tx = database.db.begin().await.unwrap();
        let duplicate = tx
            .execute("INSERT INTO items (id, number, bytes) VALUES ($1, 1, $2)", args!["b", [1_u8]])
            .await
            .unwrap_err();
        let DbError::Unique { constraint: Some(constraint) } = duplicate else { panic!("{duplicate:?}") };
        assert!(constraint.contains("bytes"), "{constraint}");
        drop(tx);

        for (sql, expected) in [
            ("INSERT INTO items (id, number, parent) VALUES ('b', 1, 'nobody')", DbError::ForeignKey),
            ("DELETE FROM items WHERE id = 'a' AND number > 5", DbError::NoRow),
            ("INSERT INTO items (id, number) VALUES ('b', -1)", DbError::NotNullOrCheck),
            ("INSERT INTO items (id, number) VALUES ('b', NULL)", DbError::NotNullOrCheck),
        ] {
            let mut tx = database.db.begin().await.unwrap();
            match tx.execute(sql, args![]).await {
                Ok(changed) => assert_eq!((changed, expected), (0, DbError::NoRow), "{engine:?}: {sql}"),
                Err(error) => assert_eq!(error, expected, "{engine:?}: {sql}"),
            }
        }
    }
}

#[tokio::test]
async fn misuse_is_an_error_and_never_a_panic() {
    for engine in testing::engines() {
        let database = items(engine).await;
        let mut conn = database.db.read().await.unwrap();
        let wrong = conn.execute("SELECT number FROM items WHERE id = $1", args![]).await;
        assert!(matches!(wrong, Err(DbError::Sql(_))), "too few parameters: {wrong:?}");
        let wrong = conn.execute("SELEC 1", args![]).await;
        assert!(matches!(wrong, Err(DbError::Sql(_))), "syntax: {wrong:?}");
        let wrong = conn.one::<(i64,)>("SELECT number FROM items", args![]).await;
        assert_eq!(wrong, Err(DbError::NoRow));
        let wrong = conn.one::<(i64,)>("SELECT 'secret' FROM (SELECT 1) AS t", args![]).await.unwrap_err();
        assert!(matches!(&wrong, DbError::Decode(reason) if !reason.contains("secret")), "{wrong:?}");
        let wrong = conn.one::<(i64, i64)>("SELECT 1", args![]).await;
        assert!(matches!(wrong, Err(DbError::Decode(_))), "too few columns: {wrong:?}");
        assert!(conn.prepare("SELECT id FROM items WHERE number = $1").await.is_ok());
        assert!(conn.prepare("SELECT nothing FROM items").await.is_err());
        assert_eq!(conn.one::<(bool,)>("SELECT EXISTS (SELECT 1 FROM items)", args![]).await, Ok((false,)));
    }
}

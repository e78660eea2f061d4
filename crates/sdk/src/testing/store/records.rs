use super::{CROWD, LIFE, answer, expect, law, name, session, winners};
use crate::clock::{Clock as _, SystemClock};
use crate::store::{SessionStore, StoredSession};

/// As long as sealed sessions become.
const LONGEST: usize = 20_000;

pub(super) async fn check<S: SessionStore + Clone>(store: &S) {
    comes_back(store).await;
    replaces(store).await;
    one_replaces(store).await;
}

async fn comes_back<S: SessionStore>(store: &S) {
    expect(store, &name(), None, "an unknown key is `None`").await;

    let now = SystemClock.now();
    let odd: Vec<StoredSession> = vec![
        session(0),
        StoredSession { sid: None, ..session(7) },
        StoredSession { sealed: "x".repeat(LONGEST), ..session(1) },
        StoredSession { generation: i64::MAX.unsigned_abs(), ..session(0) },
        // Found until its end, however near or far that is.
        StoredSession { expires_at: now + 60, ..session(2) },
        StoredSession { expires_at: now + 40_000 * LIFE, ..session(3) },
        StoredSession { expires_at: i64::MAX, ..session(4) },
        // A long time ago: it may be gone already, but must be no error.
        StoredSession { expires_at: 1, ..session(5) },
    ];
    let mut written = Vec::new();
    for record in odd {
        let key = name();
        answer(store.create(&key, &record).await, "every record of legal values can be written");
        written.push((key, record));
    }
    for (key, record) in &written {
        if record.expires_at > now {
            expect(store, key, Some(record), "what was created comes back as it was, until `expires_at`")
                .await;
        } else {
            answer(store.load(key).await, "an expired record is found or not, but is no error");
        }
        answer(store.delete(key).await, "every record can be deleted");
        expect(store, key, None, "what was deleted is gone").await;
        answer(store.delete(key).await, "deleting what is not there is no error");
    }
}

async fn replaces<S: SessionStore>(store: &S) {
    let (key, other) = (name(), name());
    let (first, beside) = (session(5), session(5));
    for (key, record) in [(&key, &first), (&other, &beside)] {
        answer(store.create(key, record).await, "a record can be created");
    }
    let next = StoredSession { generation: 6, expires_at: first.expires_at + 1, ..session(6) };
    let words = "a record is replaced only over the generation that is there";
    for generation in [4, 6, 0, 50] {
        law(!answer(store.replace(&key, generation, &next).await, words), words, generation);
    }
    expect(store, &key, Some(&first), "a refused replace changes nothing").await;

    law(answer(store.replace(&key, 5, &next).await, words), words, "refused over the right one");
    expect(store, &key, Some(&next), "what replaced comes back as it was").await;
    law(!answer(store.replace(&key, 5, &first).await, words), words, "accepted over the old one");
    expect(store, &other, Some(&beside), "a replace touches only its key").await;

    // A record that is only looked at is written again with a later end, in the same generation.
    let touched = StoredSession { expires_at: next.expires_at + LIFE, ..next };
    law(answer(store.replace(&key, 6, &touched).await, words), words, "refused within one generation");
    expect(store, &key, Some(&touched), "a replace within one generation counts").await;
    let without = StoredSession { sid: None, generation: 7, ..touched };
    law(answer(store.replace(&key, 6, &without).await, words), words, "refused without a `sid`");
    expect(store, &key, Some(&without), "a replace can take the `sid` away").await;

    let words = "a deleted record never comes back by a replace";
    answer(store.delete(&key).await, words);
    law(!answer(store.replace(&key, 7, &without).await, words), words, "accepted over nothing");
    expect(store, &key, None, words).await;
    law(!answer(store.replace(&name(), 0, &session(1)).await, words), words, "accepted at a new key");
    answer(store.delete(&other).await, "a record can be deleted");
}

async fn one_replaces<S: SessionStore + Clone>(store: &S) {
    let words = "of many who replace one generation, exactly one wins, and its record stays";
    let key = name();
    answer(store.create(&key, &session(1)).await, words);
    let rivals: Vec<StoredSession> = (0..CROWD).map(|_| session(2)).collect();
    let won = winners(CROWD, words, |place| {
        let (store, key, rival) = (store.clone(), key.clone(), rivals[place].clone());
        async move { store.replace(&key, 1, &rival).await }
    })
    .await;
    law(won == 1, words, format!("{won} of {CROWD} won"));
    let stays = answer(store.load(&key).await, words);
    law(stays.is_some_and(|stays| rivals.contains(&stays)), words, "a record nobody wrote");

    let words = "of a delete among many replaces, the delete wins";
    let won = winners(CROWD, words, |place| {
        let (store, key) = (store.clone(), key.clone());
        async move {
            if place == CROWD / 2 {
                return store.delete(&key).await.map(|()| false);
            }
            store.replace(&key, 2, &session(2)).await
        }
    })
    .await;
    expect(store, &key, None, words).await;
    law(won < CROWD, words, won);
}

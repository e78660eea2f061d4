use super::{CROWD, answer, expect, law, name, session, winners};
use crate::store::{SessionStore, StoredSession};

pub(super) async fn check<S: SessionStore + Clone>(store: &S) {
    by_sid(store).await;
    by_subject(store).await;
    follows_replaces(store).await;
    beside_creates(store).await;
}

async fn put<S: SessionStore>(store: &S, record: &StoredSession) -> String {
    let key = name();
    answer(store.create(&key, record).await, "a record can be created");
    key
}

async fn by_sid<S: SessionStore>(store: &S) {
    let words = "delete_by_sid deletes all sessions with the `sid` and no others";
    let (sid, subject) = (name(), name());
    let named = |sid: Option<&str>| StoredSession {
        sid: sid.map(str::to_owned),
        subject: subject.clone(),
        ..session(0)
    };
    let mut theirs = Vec::new();
    for _ in 0..5 {
        theirs.push(put(store, &named(Some(&sid))).await);
    }
    let others = [named(None), named(Some(&name())), session(0)];
    let mut kept = Vec::new();
    for record in &others {
        kept.push(put(store, record).await);
    }
    // A name is no pattern, and one kind of name is not the other.
    for stranger in [name(), subject.clone(), sid.to_ascii_lowercase(), "%".into(), "*".into(), String::new()]
    {
        if stranger != sid {
            answer(store.delete_by_sid(&stranger).await, words);
        }
    }
    for key in &theirs {
        law(answer(store.load(key).await, words).is_some(), words, "one went by another name");
    }
    for _ in 0..2 {
        answer(store.delete_by_sid(&sid).await, words);
        for key in &theirs {
            expect(store, key, None, words).await;
        }
    }
    for (key, record) in kept.iter().zip(&others) {
        expect(store, key, Some(record), words).await;
    }
    let words = "a session deleted by its `sid` never comes back by a replace";
    law(!answer(store.replace(&theirs[0], 0, &named(Some(&sid))).await, words), words, "accepted");
    answer(store.delete_by_subject(&subject).await, words);
    answer(store.delete_by_subject(&others[2].subject).await, words);
    for key in &kept {
        expect(store, key, None, "sessions without a `sid` are deleted by their subject").await;
    }
}

async fn by_subject<S: SessionStore>(store: &S) {
    let words = "delete_by_subject deletes all sessions of the person and no others";
    let subject = name();
    let mut theirs = Vec::new();
    for _ in 0..5 {
        theirs.push(put(store, &StoredSession { subject: subject.clone(), ..session(0) }).await);
    }
    // Another person whose session the provider gave the same `sid`, and one whose `sid` reads like this person.
    let shared = answer(store.load(&theirs[0]).await, words).and_then(|record| record.sid);
    let others = [
        StoredSession { sid: shared, ..session(0) },
        StoredSession { sid: Some(subject.clone()), ..session(0) },
    ];
    let mut kept = Vec::new();
    for record in &others {
        kept.push(put(store, record).await);
    }
    answer(store.delete_by_subject(&name()).await, words);
    law(answer(store.load(&theirs[0]).await, words).is_some(), words, "one went by another name");
    for _ in 0..2 {
        answer(store.delete_by_subject(&subject).await, words);
    }
    for key in &theirs {
        expect(store, key, None, words).await;
    }
    for (key, record) in kept.iter().zip(&others) {
        expect(store, key, Some(record), words).await;
        answer(store.delete(key).await, words);
    }
}

async fn follows_replaces<S: SessionStore>(store: &S) {
    let words = "delete_by_sid goes by the `sid` the record has now";
    for after in [Some(name()), None] {
        let before = session(0);
        let (key, old) = (put(store, &before).await, before.sid.clone().unwrap_or_default());
        let replaced = StoredSession { generation: 1, sid: after.clone(), ..before };
        law(answer(store.replace(&key, 0, &replaced).await, words), words, "a replace was refused");
        answer(store.delete_by_sid(&old).await, words);
        expect(store, &key, Some(&replaced), words).await;
        match after {
            Some(sid) => answer(store.delete_by_sid(&sid).await, words),
            None => answer(store.delete_by_subject(&replaced.subject).await, words),
        }
        expect(store, &key, None, words).await;
    }
    let words = "a session whose `sid` came later is deleted by it";
    let before = StoredSession { sid: None, ..session(0) };
    let (key, sid) = (put(store, &before).await, name());
    let named = StoredSession { generation: 1, sid: Some(sid.clone()), ..before };
    law(answer(store.replace(&key, 0, &named).await, words), words, "a replace was refused");
    answer(store.delete_by_sid(&sid).await, words);
    expect(store, &key, None, words).await;
}

/// People sign in on many devices at once, and one is signed out meanwhile.
async fn beside_creates<S: SessionStore + Clone>(store: &S) {
    let words = "sessions created at the same moment are all found by their subject";
    let subject = name();
    let keys: Vec<String> = (0..CROWD).map(|_| name()).collect();
    let created = winners(CROWD, words, |place| {
        let (store, key) = (store.clone(), keys[place].clone());
        let record = StoredSession { subject: subject.clone(), ..session(0) };
        async move { store.create(&key, &record).await.map(|()| true) }
    })
    .await;
    law(created == CROWD, words, created);
    answer(store.delete_by_subject(&subject).await, words);
    for key in &keys {
        expect(store, key, None, words).await;
    }
}

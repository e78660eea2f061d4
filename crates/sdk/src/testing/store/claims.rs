use super::{CROWD, answer, law, name, winners};
use crate::store::SessionStore;

/// Seconds: longer than any check takes.
const LONG: u32 = 600;

pub(super) async fn check<S: SessionStore + Clone>(store: &S) {
    let words = "of many who claim a name, exactly one gets it";
    let (claimed, other) = (name(), name());
    let crowd = async |name: &str| {
        winners(CROWD, words, |_| {
            let (store, name) = (store.clone(), name.to_owned());
            async move { store.claim(&name, LONG).await }
        })
        .await
    };
    let won = crowd(&claimed).await;
    law(
        won == 1,
        words,
        format!("{won} of {CROWD} got it; a store that keeps the default of `claim` serves one process"),
    );
    law(!answer(store.claim(&claimed, 1).await, words), words, "once more, for a shorter time");

    let words = "claims of different names do not meet";
    law(answer(store.claim(&other, LONG).await, words), words, "the second name was taken");
    answer(store.release(&other).await, words);
    law(!answer(store.claim(&claimed, LONG).await, words), words, "the first was given away with the second");

    let words = "a release lets exactly one in again";
    answer(store.release(&claimed).await, words);
    let won = crowd(&claimed).await;
    law(won == 1, words, format!("{won} of {CROWD} got it"));
    answer(store.release(&claimed).await, words);
    answer(store.release(&claimed).await, "releasing what nobody holds is no error");
    law(answer(store.claim(&claimed, LONG).await, words), words, "a second release took it");
    answer(store.release(&claimed).await, words);

    let words = "claims and sessions do not meet";
    let key = name();
    law(answer(store.claim(&key, LONG).await, words), words, "refused");
    law(answer(store.load(&key).await, words).is_none(), words, "a claim was loaded as a session");
    answer(store.delete(&key).await, words);
    law(!answer(store.claim(&key, LONG).await, words), words, "deleting a session released a claim");
    answer(store.release(&key).await, words);
}

//! The stores obey the laws, and the check finds those that do not.

use std::sync::Arc;

use genkan_sdk::MemoryStore;
use genkan_sdk::testing::{check_store, check_store_without_claims};

use super::broken::{BrokenStore, Fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_obeys_the_laws() {
    check_store(&MemoryStore::default()).await;
    check_store(&Arc::new(MemoryStore::default())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_for_one_process_is_checked_without_claims() {
    check_store_without_claims(&BrokenStore::new(Fault::GivesClaimsToAll)).await;
}

#[tokio::test]
async fn every_fault_is_found_and_named() {
    for (fault, words) in [
        (
            Fault::CutsLongValues,
            "what was created comes back as it was, until `expires_at` (seen: another sealed)",
        ),
        (Fault::DropsTheSid, "(seen: another sid)"),
        (Fault::ReplacesAnything, "only over the generation that is there"),
        (Fault::CreatesByReplace, "a deleted record never comes back by a replace"),
        (Fault::LooksBeforeItWrites, "of many who replace one generation, exactly one wins"),
        (Fault::ForgetsEarly, "until `expires_at` (seen: nothing under the key)"),
        (Fault::DeletesOneBySid, "delete_by_sid deletes all sessions with the `sid`"),
        (Fault::DeletesByTheFirstSid, "delete_by_sid goes by the `sid` the record has now"),
        (Fault::DeletesEverybody, "delete_by_sid deletes all sessions with the `sid` and no others"),
        (Fault::MixesSidAndSubject, "delete_by_sid deletes all sessions with the `sid` and no others"),
        (
            Fault::RefusesToDeleteTwice,
            "deleting what is not there is no error (it answered with the error: no such",
        ),
        (Fault::GivesClaimsToAll, "of many who claim a name, exactly one gets it (seen: 50 of 50"),
        (Fault::HasOneClaim, "claims of different names do not meet"),
        (Fault::NeverReleases, "a release lets exactly one in again"),
    ] {
        let check = tokio::spawn(async move { check_store(&BrokenStore::new(fault)).await });
        let panic = check.await.expect_err("a fault must be found").into_panic();
        let said = panic.downcast_ref::<String>().unwrap();
        assert!(said.contains(words), "{fault:?}: {said}");
    }
}

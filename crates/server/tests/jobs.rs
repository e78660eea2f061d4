use genkan::jobs;

use crate::support::TestApp;

on_both_engines! {
    async fn of_two_nodes_one_holds_a_lease_until_it_runs_out(app: TestApp) {
        let take = async |holder: &str| {
            let mut tx = app.app.db.begin().await.unwrap();
            let ours = jobs::acquire(&mut tx, "sweep", holder, app.app.clock.now(), 60).await.unwrap();
            tx.commit().await.unwrap();
            ours
        };
        assert!(take("a").await);
        assert!(!take("b").await);
        assert!(take("a").await, "the holder renews it");
        app.advance(59);
        assert!(!take("b").await);
        app.advance(1);
        assert!(take("b").await, "a holder that went silent loses it");
        assert!(!take("a").await);
    }

    async fn every_slice_s_sweep_runs_and_a_second_node_stands_by(app: TestApp) {
        jobs::sweep(&app.app, genkan::SWEEPS).await.unwrap();
        let other = app.second_node().await;
        jobs::sweep(&other.app, &[("never", |_, _| Box::pin(async { panic!("the lease is another node's") }))]).await.unwrap();
    }
}

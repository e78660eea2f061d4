use tokio::{sync::watch, task::JoinHandle};

use crate::{app::App, audit_log, jobs, webhooks};

/// What runs beside the requests.
pub(super) struct Background {
    app: App,
    until_stop: Vec<JoinHandle<()>>,
    writer: JoinHandle<()>,
    served: watch::Sender<bool>,
}

impl Background {
    /// Starts it. Jobs and webhook deliveries end at `stop`, the audit log when [`finish`](Self::finish) says so.
    pub(super) fn start(app: &App, stop: &watch::Receiver<bool>) -> Self {
        let (served, is_served) = watch::channel(false);
        let until_stop = vec![
            tokio::spawn(jobs::run(app.clone(), crate::SWEEPS, stop.clone())),
            tokio::spawn(webhooks::run(app.clone(), stop.clone())),
        ];
        let writer = tokio::spawn(audit_log::run(app.clone(), is_served));
        Self { app: app.clone(), until_stop, writer, served }
    }

    /// After the last request: waits until everything is written, then closes the database.
    pub(super) async fn finish(self) {
        for job in self.until_stop {
            let _ended = job.await;
        }
        // The writer may have ended already.
        let _told = self.served.send(true);
        let _ended = self.writer.await;
        self.app.db.close().await;
    }
}

//! The disk of the embedded database fills up while the server runs, and has room again later.

use std::process::Command;

use genkan::applications::ApplicationType;
use genkan_database::Engine;

use crate::{
    oidc::seed::{Asked, refresh, tokens},
    support::{self, TestApp},
};

/// A file system of its own, as large as `size`; `None` where the test may not mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path());
        mount.output().is_ok_and(|output| output.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _busy = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn while_the_disk_is_full_answers_are_503_and_no_token_is_lost() {
    let Some(disk) = SmallDisk::mount("4m").filter(|_| support::includes(Engine::Sqlite)) else { return };
    let url = format!("sqlite:{}/genkan.db", disk.0.path().display());
    let app = TestApp::with(Engine::Sqlite, |config| config.database.url = url).await;
    let (client, user) = (app.create_app(ApplicationType::Spa).await, app.create_user("neko").await);
    let first = tokens(&app, &client, &user, &Asked::default()).await;
    let mut newest = first["refresh_token"].as_str().unwrap().to_owned();

    let ballast = disk.0.path().join("ballast");
    let _full = std::fs::write(&ballast, vec![0; 4 << 20]);
    let mut refused = 0;
    for _ in 0..2_000 {
        let answer = refresh(&app, &client, &newest, &[]).await;
        match answer.status {
            200 => newest = answer.json()["refresh_token"].as_str().unwrap().to_owned(),
            503 => {
                refused += 1;
                assert_eq!(answer.headers["cache-control"], "no-store");
                assert!(answer.json()["code"].is_string() && answer.json()["message"].is_string());
                assert!(!answer.body.contains("genkan.db"), "nothing about the inside: {answer:?}");
            }
            _ => panic!("{answer:?}"),
        }
        if refused == 5 {
            break;
        }
    }
    assert_eq!(refused, 5, "the disk did fill up");

    std::fs::remove_file(&ballast).unwrap();
    let answer = refresh(&app, &client, &newest, &[]).await;
    assert_eq!(answer.status, 200, "the token that was refused is still good: {answer:?}");
}

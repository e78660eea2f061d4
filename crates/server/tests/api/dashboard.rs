//! How many users there are, come and are active.

use genkan::{
    audit_log::{self, Entry},
    ids::UserId,
};
use serde_json::{Value, json};

use crate::support::TestApp;

const DAY: u64 = 86_400;

async fn receive_token(app: &TestApp, user: &str) {
    let entry = Entry { user_id: Some(UserId::new(user)), ..Entry::new("ExchangeTokenBy.RefreshToken") };
    audit_log::record(&app.app, entry).await;
}

fn change(count: i64, delta: i64) -> Value {
    json!({ "count": count, "delta": delta })
}

on_both_engines! {
    async fn users_are_counted_by_the_day_they_came(app: TestApp) {
        for name in ["a", "b", "c"] {
            app.create_user(name).await;
        }
        // Seven days later: out of this week, within the one before.
        app.advance(7 * DAY);
        app.create_user("d").await;
        app.advance(5 * DAY);
        app.create_user("e").await;
        app.advance(DAY + DAY - 1);
        app.create_user("f").await;
        app.create_user("g").await;
        let api = app.management().await;
        assert_eq!(api.get("/dashboard/users/total").await.expect(200), json!({ "totalUserCount": 7 }));
        assert_eq!(
            api.get("/dashboard/users/new").await.expect(200),
            json!({ "today": change(2, 1), "last7Days": change(4, 1) })
        );
        app.advance(1);
        let api = app.management().await;
        assert_eq!(
            api.get("/dashboard/users/new").await.expect(200),
            json!({ "today": change(0, -2), "last7Days": change(3, 2) }),
            "midnight, UTC"
        );
    }

    async fn users_are_active_on_the_days_they_receive_tokens(app: TestApp) {
        receive_token(&app, "a").await;
        receive_token(&app, "b").await;
        app.advance(DAY);
        receive_token(&app, "a").await;
        app.advance(6 * DAY);
        receive_token(&app, "c").await;
        let api = app.management().await;
        let active = api.get("/dashboard/users/active").await.expect(200);
        let curve = active["dauCurve"].as_array().unwrap();
        assert_eq!(curve.len(), 30);
        assert_eq!(curve[0], json!({ "date": "2025-12-10", "count": 0 }), "oldest first");
        assert_eq!(curve[22], json!({ "date": "2026-01-01", "count": 2 }));
        assert_eq!(curve[29], json!({ "date": "2026-01-08", "count": 1 }));
        assert_eq!(active["dau"], change(1, 1));
        assert_eq!(active["wau"], change(2, 0), "a and c; before that a and b");
        assert_eq!(active["mau"], change(3, 3));
        let then = api.get("/dashboard/users/active?date=2026-01-02").await.expect(200);
        assert_eq!((&then["dau"], &then["wau"]), (&change(1, -1), &change(2, 2)));
        for date in ["2024-1-1", "2024-01-01T00:00", "x", "", "2026-02-30", "2026-13-01"] {
            let refused = api.get(&format!("/dashboard/users/active?date={date}")).await;
            assert_eq!(refused.refusal(), "400 guard.invalid_input", "{date}");
        }
        for date in ["0000-01-01", "9999-12-31"] {
            assert_eq!(api.get(&format!("/dashboard/users/active?date={date}")).await.status, 200, "{date}");
        }
    }
}

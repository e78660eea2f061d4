//! Invitations into organizations.

use serde_json::{Value, json};

use super::organizations::{heard, listen, member, organization, role, set_email, texts};
use crate::support::{Management, START, TestApp};

/// What invites `invitee` for a minute.
fn invitation(organization: &str, invitee: &str) -> Value {
    json!({"invitee": invitee, "organizationId": organization, "expiresAt": START.plus_seconds(60).millis()})
}

async fn invite(api: &Management<'_>, organization: &str, invitee: &str) -> String {
    api.post("/organization-invitations", invitation(organization, invitee)).await.id(201)
}

on_both_engines! {
    async fn an_invitation_is_pending(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let inviter = member(&api, &id, "ada").await;
        let (writer, editor) = (role(&api, "writer", "User").await, role(&api, "editor", "User").await);
        let mut body = invitation(&id, "Bob@acme.example");
        body["inviterId"] = json!(inviter);
        body["organizationRoleIds"] = json!([writer, editor, writer]);
        body["expiresAt"] = json!(START.plus_seconds(60).millis() as f64 + 0.5);
        let created = api.post("/organization-invitations", body).await.expect(201);
        assert_eq!(created, json!({
            "tenantId": "default", "id": created["id"], "inviterId": inviter, "invitee": "Bob@acme.example",
            "acceptedUserId": null, "organizationId": id, "status": "Pending", "createdAt": START.millis(),
            "updatedAt": START.millis(), "expiresAt": START.plus_seconds(60).millis(),
            "organizationRoles": [{"id": editor, "name": "editor"}, {"id": writer, "name": "writer"}],
        }));
        let path = format!("/organization-invitations/{}", created["id"].as_str().unwrap());
        assert_eq!(created["id"].as_str().unwrap().len(), 21);
        assert_eq!(api.get(&path).await.expect(200), created);
        assert_eq!(api.patch(&path, json!({"status": "Accepted"})).await.status, 405);
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.refusal(), "404 entity.not_found");
        assert_eq!(api.get(&path).await.refusal(), "404 entity.not_found");
    }

    async fn refusals_come_in_order(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let ada = member(&api, &id, "ada").await;
        set_email(&app, &ada, "ada@acme.example").await;
        let refused = async |change: Value| {
            let mut body = invitation(&id, "bob@acme.example");
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
            api.post("/organization-invitations", body).await.refusal()
        };
        let past = START.millis();
        for bad in [
            json!({"invitee": "bob"}), json!({"invitee": "bob@acme"}), json!({"organizationId": ""}),
            json!({"expiresAt": "soon"}), json!({"expiresAt": null}), json!({"messagePayload": true}),
            json!({"messagePayload": {"link": 1}}), json!({"messagePayload": true, "expiresAt": past}),
        ] {
            assert_eq!(refused(bad.clone()).await, "400 guard.invalid_input", "{bad}");
        }
        // Each of these has the later faults as well.
        let role = json!(["nope"]);
        let bad = json!({"expiresAt": past, "invitee": "ada@acme.example", "organizationRoleIds": role});
        assert_eq!(refused(bad).await, "400 request.invalid_input");
        let bad = json!({"invitee": "ada@acme.example", "organizationRoleIds": role, "messagePayload": {}});
        assert_eq!(refused(bad).await, "422 request.invalid_input");
        invite(&api, &id, "bob@acme.example").await;
        let bad = json!({"organizationRoleIds": role, "messagePayload": {}});
        assert_eq!(refused(bad).await, "422 entity.unique_integrity_violation");
        let unknown = "422 entity.relation_foreign_key_not_found";
        let new = |change: Value| {
            let mut body = change;
            body["invitee"] = json!("cyd@acme.example");
            body["messagePayload"] = json!({"link": "https://a.example", "more": 1});
            body
        };
        assert_eq!(refused(new(json!({"organizationRoleIds": role}))).await, unknown);
        assert_eq!(refused(new(json!({"inviterId": "nope"}))).await, unknown);
        assert_eq!(refused(new(json!({"organizationId": "nope"}))).await, unknown);
        assert_eq!(refused(new(json!({}))).await, "501 connector.not_found");
        // Other spellings of the address pass, and what was refused left nothing.
        invite(&api, &id, "ADA@acme.example").await;
        invite(&api, &id, "Bob@acme.example").await;
        let list = api.get("/organization-invitations").await.expect(200);
        let mut invitees = texts(&list, "invitee");
        invitees.sort_unstable();
        assert_eq!(invitees, ["ADA@acme.example", "Bob@acme.example", "bob@acme.example"]);
    }

    async fn a_role_for_machines_cannot_be_promised(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let robot = role(&api, "robot", "MachineToMachine").await;
        let mut body = invitation(&id, "bob@acme.example");
        body["organizationRoleIds"] = json!([robot]);
        let reply = api.post("/organization-invitations", body).await;
        assert_eq!(reply.refusal(), "422 entity.db_constraint_violated");
        assert_eq!(api.get("/organization-invitations").await.expect(200), json!([]));
    }

    async fn a_list_is_filtered_and_newest_first(app: TestApp) {
        let api = app.management().await;
        let (first, second) = (organization(&api, "First").await, organization(&api, "Second").await);
        let ada = member(&api, &first, "ada").await;
        let a = invite(&api, &first, "bob@acme.example").await;
        app.advance(1);
        let mut body = invitation(&second, "Bob@acme.example");
        body["inviterId"] = json!(ada);
        let b = api.post("/organization-invitations", body).await.id(201);
        let ids = async |query: &str| -> Vec<String> {
            let list = api.get(&format!("/organization-invitations{query}")).await;
            assert_eq!(list.header("total-number"), "");
            texts(&list.expect(200), "id").into_iter().map(str::to_owned).collect()
        };
        assert_eq!(ids("?page=1&page_size=1").await, [b.clone(), a.clone()]);
        assert_eq!(ids(&format!("?organizationId={first}")).await, std::slice::from_ref(&a));
        assert_eq!(ids(&format!("?inviterId={ada}")).await, std::slice::from_ref(&b));
        assert_eq!(ids("?invitee=BOB@ACME.example").await, [b, a]);
        assert_eq!(ids("?invitee=nobody@acme.example").await.len(), 0);
    }

    async fn time_ends_an_invitation(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let invitation_id = invite(&api, &id, "bob@acme.example").await;
        app.advance(60);
        let path = format!("/organization-invitations/{invitation_id}");
        assert_eq!(api.get(&path).await.expect(200)["status"], "Expired");
        assert_eq!(texts(&api.get("/organization-invitations").await.expect(200), "status"), ["Expired"]);
        let status = format!("{path}/status");
        let ended = "422 request.invalid_input";
        assert_eq!(api.put(&status, json!({"status": "Revoked"})).await.refusal(), ended);
        assert_eq!(api.put(&status, json!({"status": "Accepted", "acceptedUserId": "x"})).await.refusal(), ended);
        let mut again = invitation(&id, "bob@acme.example");
        again["expiresAt"] = json!(START.plus_seconds(120).millis());
        api.post("/organization-invitations", again).await.expect(201);
        assert_eq!(api.get(&path).await.expect(200)["status"], "Expired");
    }

    async fn who_accepts_becomes_a_member(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let editor = role(&api, "editor", "User").await;
        let mut body = invitation(&id, "bob@acme.example");
        body["organizationRoleIds"] = json!([editor]);
        let invitation_id = api.post("/organization-invitations", body).await.id(201);
        let status = format!("/organization-invitations/{invitation_id}/status");
        for bad in [json!({}), json!({"status": "Pending"}), json!({"status": "Expired"})] {
            assert_eq!(api.put(&status, bad).await.refusal(), "400 guard.invalid_input");
        }
        let accept = |user: &str| json!({"status": "Accepted", "acceptedUserId": user});
        assert_eq!(api.put(&status, json!({"status": "Accepted"})).await.refusal(), "422 request.invalid_input");
        assert_eq!(api.put(&status, accept("nope")).await.refusal(), "404 entity.not_found");
        let (bob, eve) = (app.create_user("bob").await.id, app.create_user("eve").await.id);
        set_email(&app, &bob, "BOB@acme.example").await;
        assert_eq!(api.put(&status, accept(eve.as_str())).await.refusal(), "422 request.invalid_input");
        assert_eq!(api.get(&format!("/organizations/{id}/users")).await.expect(200), json!([]));
        listen(&api).await;
        app.advance(1);
        let accepted = api.put(&status, accept(bob.as_str())).await.expect(200);
        assert_eq!((&accepted["status"], &accepted["acceptedUserId"]), (&json!("Accepted"), &json!(bob)));
        assert_eq!(accepted["updatedAt"], json!(START.plus_seconds(1).millis()));
        let members = api.get(&format!("/organizations/{id}/users")).await.expect(200);
        assert_eq!(texts(&members, "id"), [bob.as_str()]);
        assert_eq!(members[0]["organizationRoles"], json!([{"id": editor, "name": "editor"}]));
        let [told] = &heard(&app).await[..] else { panic!() };
        assert_eq!(told["event"], "Organization.Membership.Updated");
        assert_eq!((&told["organizationId"], &told["addedUserIds"]), (&json!(id), &json!([bob])));
        for again in [accept(bob.as_str()), json!({"status": "Revoked"})] {
            assert_eq!(api.put(&status, again).await.refusal(), "422 request.invalid_input");
        }
        let nope = api.put("/organization-invitations/nope/status", json!({"status": "Revoked"})).await;
        assert_eq!(nope.refusal(), "404 entity.not_found");
    }

    async fn a_revoked_one_stays_revoked(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let invitation_id = invite(&api, &id, "bob@acme.example").await;
        let status = format!("/organization-invitations/{invitation_id}/status");
        let revoked = api.put(&status, json!({"status": "Revoked", "acceptedUserId": "nope"})).await.expect(200);
        assert_eq!((&revoked["status"], &revoked["acceptedUserId"]), (&json!("Revoked"), &json!(null)));
        assert_eq!(api.put(&status, json!({"status": "Revoked"})).await.refusal(), "422 request.invalid_input");
        // There is room for a new one.
        invite(&api, &id, "bob@acme.example").await;
    }

    async fn messages_need_a_connector(app: TestApp) {
        let api = app.management().await;
        let id = organization(&api, "Acme").await;
        let invitation_id = invite(&api, &id, "bob@acme.example").await;
        let path = format!("/organization-invitations/{invitation_id}/message");
        assert_eq!(api.post(&path, json!({"link": "https://a.example"})).await.refusal(), "501 connector.not_found");
        assert_eq!(api.post(&path, json!({"link": 1})).await.refusal(), "400 guard.invalid_input");
        let nope = api.post("/organization-invitations/nope/message", json!({})).await;
        assert_eq!(nope.refusal(), "404 entity.not_found");
    }
}

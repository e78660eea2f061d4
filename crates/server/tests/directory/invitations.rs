use genkan::{
    clock::Timestamp,
    ids::{InvitationId, OrganizationId, UserId},
    organizations::{
        self, NewOrganization,
        invitations::{self, Error, NewInvitation, Status},
        members,
    },
    roles::RoleType,
};
use genkan_database::{DbError, args, retry};

use crate::support::{START, TestApp};

async fn organization(app: &TestApp) -> OrganizationId {
    let mut tx = app.app.db.begin().await.unwrap();
    let new = NewOrganization { name: "Acme".into(), ..NewOrganization::default() };
    let organization = organizations::create(&app.app, &mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    organization.id
}

async fn ada(app: &TestApp, email: &str) -> UserId {
    let user = app.create_user("ada").await;
    let mut tx = app.app.db.begin().await.unwrap();
    tx.execute("UPDATE users SET primary_email = $2 WHERE id = $1", args![user.id, email]).await.unwrap();
    tx.commit().await.unwrap();
    user.id
}

async fn invite(app: &TestApp, new: NewInvitation) -> Result<InvitationId, Error> {
    retry(async || {
        let mut tx = app.app.db.begin().await?;
        let invitation = invitations::create(&app.app, &mut tx, new.clone()).await?;
        tx.commit().await?;
        Ok(invitation.id)
    })
    .await
}

fn to_ada(organization: &OrganizationId, expires_at: Timestamp) -> NewInvitation {
    NewInvitation {
        invitee: "ada@acme.example".into(),
        organization_id: organization.clone(),
        inviter_id: None,
        expires_at,
        organization_role_ids: Vec::new(),
    }
}

async fn accept(app: &TestApp, id: &InvitationId, user: &UserId) -> Result<(), Error> {
    retry(async || {
        let mut tx = app.app.db.begin().await?;
        invitations::accept(&app.app, &mut tx, id, user).await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn revoke(app: &TestApp, id: &InvitationId) -> Result<(), Error> {
    retry(async || {
        let mut tx = app.app.db.begin().await?;
        invitations::revoke(&app.app, &mut tx, id).await?;
        Ok(tx.commit().await?)
    })
    .await
}

on_both_engines! {
    async fn one_is_pending_at_most(app: TestApp) {
        let organization = organization(&app).await;
        let new = to_ada(&organization, START.plus_seconds(60));
        let (a, b, c, d) = tokio::join!(
            invite(&app, new.clone()), invite(&app, new.clone()), invite(&app, new.clone()), invite(&app, new.clone())
        );
        let outcomes = [a, b, c, d];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for refused in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(refused, Error::Db(DbError::Unique { .. })), "{refused:?}");
        }
        // Another spelling is another invitation; one past its time makes room.
        invite(&app, NewInvitation { invitee: "ADA@acme.example".into(), ..new.clone() }).await.unwrap();
        app.advance(60);
        invite(&app, to_ada(&organization, START.plus_seconds(120))).await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        let all = invitations::list(&app.app, &mut conn, invitations::InvitationFilter::default()).await.unwrap();
        let pending = all.iter().filter(|invitation| invitation.status == Status::Pending).count();
        assert_eq!((all.len(), pending), (3, 1));
    }

    async fn accepted_or_revoked_never_both(app: TestApp) {
        let organization = organization(&app).await;
        let user = ada(&app, "Ada@Acme.example").await;
        for _ in 0..5 {
            let id = invite(&app, to_ada(&organization, START.plus_seconds(60))).await.unwrap();
            let (accepted, revoked, again) =
                tokio::join!(accept(&app, &id, &user), revoke(&app, &id), accept(&app, &id, &user));
            let won = [accepted.is_ok(), revoked.is_ok(), again.is_ok()];
            assert_eq!(won.into_iter().filter(|won| *won).count(), 1, "{won:?}");
            let mut tx = app.app.db.begin().await.unwrap();
            assert_eq!(members::remove(&mut tx, &organization, &user).await.unwrap(), !won[1]);
            tx.commit().await.unwrap();
        }
    }

    async fn accepting_gives_the_roles_and_only_to_the_invitee(app: TestApp) {
        let organization = organization(&app).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let editor =
            organizations::roles::create(&app.app, &mut tx, "editor", None, RoleType::User).await.unwrap().id;
        tx.commit().await.unwrap();
        let new = NewInvitation {
            organization_role_ids: vec![editor.clone(), editor.clone()],
            ..to_ada(&organization, START.plus_seconds(60))
        };
        let id = invite(&app, new).await.unwrap();
        let other = app.create_user("eve").await.id;
        assert!(matches!(accept(&app, &id, &other).await, Err(Error::OtherEmail)));
        assert!(matches!(accept(&app, &id, &UserId::new("nope")).await, Err(Error::UnknownUser)));
        let unknown = InvitationId::new("nope");
        assert!(matches!(accept(&app, &unknown, &other).await, Err(Error::Unknown)));
        let user = ada(&app, "ADA@acme.example").await;
        accept(&app, &id, &user).await.unwrap();
        let mut conn = app.app.db.read().await.unwrap();
        let roles = members::list_roles(&mut conn, &organization, &user, 100, 0).await.unwrap();
        assert_eq!(roles.into_iter().map(|role| role.id).collect::<Vec<_>>(), [editor]);
        drop(conn);
        assert!(matches!(revoke(&app, &id).await, Err(Error::Ended)));
    }

    async fn nothing_is_accepted_after_its_time(app: TestApp) {
        let organization = organization(&app).await;
        assert!(matches!(invite(&app, to_ada(&organization, START)).await, Err(Error::ExpiresInThePast)));
        let id = invite(&app, to_ada(&organization, START.plus_seconds(60))).await.unwrap();
        let user = ada(&app, "ada@acme.example").await;
        app.advance(60);
        assert!(matches!(accept(&app, &id, &user).await, Err(Error::Ended)));
        assert!(matches!(revoke(&app, &id).await, Err(Error::Ended)));
        let mut conn = app.app.db.read().await.unwrap();
        assert!(!members::is_member(&mut conn, &organization, &user).await.unwrap());
        let read = invitations::find(&app.app, &mut conn, &id).await.unwrap().unwrap();
        assert_eq!(read.status, Status::Expired);
    }
}

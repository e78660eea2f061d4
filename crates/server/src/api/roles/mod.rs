//! Roles and who has them.

mod applications;
mod list;
mod role;
mod scopes;
mod users;
mod write;

pub(in crate::api) use self::role::{FIELDS, RoleView, found, role};
use crate::{
    api::shell::{ApiError, Operation, Paging, list_of},
    ids::RoleId,
    roles::INTERNAL_ADMIN,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/roles", "ListRoles", list::handle)
            .paged(Paging::Always)
            .query(list::query())
            .returns(200, list_of(list::shape())),
        Operation::post("/roles", "CreateRole", write::create)
            .body(write::create_body())
            .returns(200, role()),
        Operation::get("/roles/{id}", "GetRole", write::get).returns(200, role()),
        Operation::patch("/roles/{id}", "UpdateRole", write::update)
            .body(write::update_body())
            .returns(200, role()),
        Operation::delete("/roles/{id}", "DeleteRole", write::delete).returns_nothing(204),
        Operation::get("/roles/{id}/applications", "ListRoleApplications", applications::list)
            .paged(Paging::Always)
            .query(applications::query())
            .returns(200, list_of(crate::api::applications::application())),
        Operation::post("/roles/{id}/applications", "CreateRoleApplication", applications::add)
            .body(applications::body())
            .returns_nothing(201),
        Operation::delete(
            "/roles/{id}/applications/{applicationId}",
            "DeleteRoleApplication",
            applications::remove,
        )
        .returns_nothing(204),
        Operation::get("/roles/{id}/scopes", "ListRoleScopes", scopes::list)
            .paged(Paging::Optional)
            .query(scopes::query())
            .returns(200, list_of(scopes::shape())),
        Operation::post("/roles/{id}/scopes", "CreateRoleScope", scopes::add)
            .body(scopes::body())
            .returns(201, list_of(crate::api::resources::scope())),
        Operation::delete("/roles/{id}/scopes/{scopeId}", "DeleteRoleScope", scopes::remove)
            .returns_nothing(204),
        Operation::get("/roles/{id}/users", "ListRoleUsers", users::list)
            .paged(Paging::Always)
            .query(users::query())
            .returns(200, list_of(crate::api::users::plain_account())),
        Operation::post("/roles/{id}/users", "CreateRoleUser", users::add)
            .body(users::body())
            .returns_nothing(201),
        Operation::delete("/roles/{id}/users/{userId}", "DeleteRoleUser", users::remove).returns_nothing(204),
    ]
}

fn unknown(id: &RoleId) -> ApiError {
    ApiError::not_exists_with_id("roles", id.as_str())
}

/// The server's own role stays as it is; who has it is set on applications.
fn check_writable(id: &RoleId) -> Result<(), ApiError> {
    if id.as_str() == INTERNAL_ADMIN {
        return Err(ApiError::new(403, "role.internal_role_violation"));
    }
    Ok(())
}

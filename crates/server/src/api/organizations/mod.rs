//! Organizations.

mod application_roles;
mod applications;
mod delete;
mod jit_email_domains;
mod jit_roles;
mod jit_sso_connectors;
mod list;
mod members;
mod membership;
mod of_application;
mod of_user;
mod read;
mod user_roles;
mod view;
mod write;

pub(in crate::api) use self::{
    membership::users_changed,
    view::{Entity, branding, color, contains, organization, present, role_name},
};
use crate::api::shell::{Operation, Paging, list_of};

pub(super) fn operations() -> Vec<Operation> {
    let mut operations = vec![
        Operation::get("/organizations", "ListOrganizations", list::handle)
            .paged(Paging::Always)
            .query(list::query())
            .returns(200, list_of(list::shape())),
        Operation::post("/organizations", "CreateOrganization", write::create)
            .body(write::create_body())
            .returns(201, view::organization()),
        Operation::get("/organizations/{id}", "GetOrganization", read::handle)
            .returns(200, view::organization()),
        Operation::patch("/organizations/{id}", "UpdateOrganization", write::update)
            .body(write::update_body())
            .returns(200, view::organization()),
        Operation::delete("/organizations/{id}", "DeleteOrganization", delete::handle).returns_nothing(204),
        Operation::get("/users/{userId}/organizations", "ListUserOrganizations", of_user::handle)
            .returns(200, list_of(view::organization_with_roles())),
        Operation::get(
            "/applications/{id}/organizations",
            "ListApplicationOrganizations",
            of_application::handle,
        )
        .paged(Paging::Optional)
        .returns(200, list_of(view::organization_with_roles())),
    ];
    operations.extend(people());
    operations.extend(machines());
    operations.extend(joining());
    operations
}

fn people() -> [Operation; 10] {
    [
        Operation::get("/organizations/{id}/users", "ListOrganizationUsers", members::list)
            .paged(Paging::Always)
            .query(members::query())
            .returns(200, list_of(members::shape())),
        Operation::post("/organizations/{id}/users", "AddOrganizationUsers", members::add)
            .body(members::add_body())
            .returns(201, members::add_body()),
        Operation::put("/organizations/{id}/users", "ReplaceOrganizationUsers", members::replace)
            .body(members::replace_body())
            .returns_nothing(204),
        Operation::delete("/organizations/{id}/users/{userId}", "DeleteOrganizationUser", members::remove)
            .returns_nothing(204),
        Operation::post(
            "/organizations/{id}/users/roles",
            "AssignOrganizationRolesToUsers",
            user_roles::add_to_many,
        )
        .body(user_roles::many_body())
        .returns_nothing(201),
        Operation::get(
            "/organizations/{id}/users/{userId}/roles",
            "ListOrganizationUserRoles",
            user_roles::list,
        )
        .paged(Paging::Optional)
        .returns(200, list_of(view::role())),
        Operation::post(
            "/organizations/{id}/users/{userId}/roles",
            "AssignOrganizationRolesToUser",
            user_roles::add,
        )
        .body(user_roles::body())
        .returns(201, user_roles::added()),
        Operation::put(
            "/organizations/{id}/users/{userId}/roles",
            "ReplaceOrganizationUserRoles",
            user_roles::replace,
        )
        .body(user_roles::body())
        .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/users/{userId}/roles/{organizationRoleId}",
            "DeleteOrganizationUserRole",
            user_roles::remove,
        )
        .returns_nothing(204),
        Operation::get(
            "/organizations/{id}/users/{userId}/scopes",
            "ListOrganizationUserScopes",
            user_roles::list_scopes,
        )
        .returns(200, list_of(view::scope())),
    ]
}

fn machines() -> [Operation; 9] {
    [
        Operation::get(
            "/organizations/{id}/applications",
            "ListOrganizationApplications",
            applications::list,
        )
        .paged(Paging::Always)
        .query(applications::query())
        .returns(200, list_of(applications::shape())),
        Operation::post("/organizations/{id}/applications", "AddOrganizationApplications", applications::add)
            .body(applications::add_body())
            .returns_nothing(201),
        Operation::put(
            "/organizations/{id}/applications",
            "ReplaceOrganizationApplications",
            applications::replace,
        )
        .body(applications::replace_body())
        .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/applications/{applicationId}",
            "DeleteOrganizationApplication",
            applications::remove,
        )
        .returns_nothing(204),
        Operation::post(
            "/organizations/{id}/applications/roles",
            "AssignOrganizationRolesToApplications",
            application_roles::add_to_many,
        )
        .body(application_roles::many_body())
        .returns_nothing(201),
        Operation::get(
            "/organizations/{id}/applications/{applicationId}/roles",
            "ListOrganizationApplicationRoles",
            application_roles::list,
        )
        .paged(Paging::Optional)
        .returns(200, list_of(view::role())),
        Operation::post(
            "/organizations/{id}/applications/{applicationId}/roles",
            "AssignOrganizationRolesToApplication",
            application_roles::add,
        )
        .body(application_roles::body())
        .returns_nothing(201),
        Operation::put(
            "/organizations/{id}/applications/{applicationId}/roles",
            "ReplaceOrganizationApplicationRoles",
            application_roles::replace,
        )
        .body(application_roles::body())
        .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/applications/{applicationId}/roles/{organizationRoleId}",
            "DeleteOrganizationApplicationRole",
            application_roles::remove,
        )
        .returns_nothing(204),
    ]
}

fn joining() -> [Operation; 12] {
    let domains = "/organizations/{id}/jit/email-domains";
    let roles = "/organizations/{id}/jit/roles";
    let connectors = "/organizations/{id}/jit/sso-connectors";
    [
        Operation::get(domains, "ListOrganizationJitEmailDomains", jit_email_domains::list)
            .paged(Paging::Optional)
            .returns(200, list_of(jit_email_domains::shape())),
        Operation::post(domains, "CreateOrganizationJitEmailDomain", jit_email_domains::add)
            .body(jit_email_domains::add_body())
            .returns(201, jit_email_domains::shape()),
        Operation::put(domains, "ReplaceOrganizationJitEmailDomains", jit_email_domains::replace)
            .body(jit_email_domains::replace_body())
            .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/jit/email-domains/{emailDomain}",
            "DeleteOrganizationJitEmailDomain",
            jit_email_domains::remove,
        )
        .returns_nothing(204),
        Operation::get(roles, "ListOrganizationJitRoles", jit_roles::list)
            .paged(Paging::Optional)
            .returns(200, list_of(view::role())),
        Operation::post(roles, "CreateOrganizationJitRole", jit_roles::add)
            .body(jit_roles::add_body())
            .returns_nothing(201),
        Operation::put(roles, "ReplaceOrganizationJitRoles", jit_roles::replace)
            .body(jit_roles::replace_body())
            .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/jit/roles/{organizationRoleId}",
            "DeleteOrganizationJitRole",
            jit_roles::remove,
        )
        .returns_nothing(204),
        Operation::get(connectors, "ListOrganizationJitSsoConnectors", jit_sso_connectors::list)
            .paged(Paging::Optional)
            .returns(200, list_of(jit_sso_connectors::shape())),
        Operation::post(connectors, "CreateOrganizationJitSsoConnector", jit_sso_connectors::add)
            .body(jit_sso_connectors::add_body())
            .returns_nothing(201),
        Operation::put(connectors, "ReplaceOrganizationJitSsoConnectors", jit_sso_connectors::replace)
            .body(jit_sso_connectors::replace_body())
            .returns_nothing(204),
        Operation::delete(
            "/organizations/{id}/jit/sso-connectors/{ssoConnectorId}",
            "DeleteOrganizationJitSsoConnector",
            jit_sso_connectors::remove,
        )
        .returns_nothing(204),
    ]
}

//! Roles of the organization template.

mod list;
mod resource_scopes;
mod role;
mod scopes;
mod write;

use crate::api::{
    organization_scopes,
    shell::{Operation, Paging, list_of},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/organization-roles", "ListOrganizationRoles", list::handle)
            .paged(Paging::Always)
            .query(list::query())
            .returns(200, list_of(list::shape())),
        Operation::post("/organization-roles", "CreateOrganizationRole", write::create)
            .body(write::create_body())
            .returns(201, role::shape()),
        Operation::get("/organization-roles/{id}", "GetOrganizationRole", role::get)
            .returns(200, role::shape()),
        Operation::patch("/organization-roles/{id}", "UpdateOrganizationRole", write::update)
            .body(write::update_body())
            .returns(200, role::shape()),
        Operation::delete("/organization-roles/{id}", "DeleteOrganizationRole", role::delete)
            .returns_nothing(204),
        Operation::get("/organization-roles/{id}/scopes", "ListOrganizationRoleScopes", scopes::list)
            .paged(Paging::Optional)
            .returns(200, list_of(organization_scopes::scope())),
        Operation::post("/organization-roles/{id}/scopes", "CreateOrganizationRoleScope", scopes::add)
            .body(scopes::add_body())
            .returns_nothing(201),
        Operation::put("/organization-roles/{id}/scopes", "ReplaceOrganizationRoleScopes", scopes::replace)
            .body(scopes::replace_body())
            .returns_nothing(204),
        Operation::delete(
            "/organization-roles/{id}/scopes/{organizationScopeId}",
            "DeleteOrganizationRoleScope",
            scopes::remove,
        )
        .returns_nothing(204),
        Operation::get(
            "/organization-roles/{id}/resource-scopes",
            "ListOrganizationRoleResourceScopes",
            resource_scopes::list,
        )
        .paged(Paging::Optional)
        .returns(200, list_of(resource_scopes::shape())),
        Operation::post(
            "/organization-roles/{id}/resource-scopes",
            "CreateOrganizationRoleResourceScope",
            resource_scopes::add,
        )
        .body(resource_scopes::add_body())
        .returns_nothing(201),
        Operation::put(
            "/organization-roles/{id}/resource-scopes",
            "ReplaceOrganizationRoleResourceScopes",
            resource_scopes::replace,
        )
        .body(resource_scopes::replace_body())
        .returns_nothing(204),
        Operation::delete(
            "/organization-roles/{id}/resource-scopes/{scopeId}",
            "DeleteOrganizationRoleResourceScope",
            resource_scopes::remove,
        )
        .returns_nothing(204),
    ]
}

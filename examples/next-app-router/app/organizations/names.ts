/** What organizations are called, by id, from the claim `organization_data`; it may not be there. */
export function organizationNames(userInfo: object | undefined): Map<string, string> {
  const data = userInfo && 'organization_data' in userInfo ? userInfo.organization_data : undefined;
  const list = Array.isArray(data) ? (data as { id: string; name: string }[]) : [];
  return new Map(list.map(({ id, name }) => [id, name]));
}

import { GenkanError } from '@genkan/next';
import { api, genkan } from '../../genkan';
import { fetchOrders } from '../../orders';
import { noStore } from '../no-store';

/** Passes the person's orders on to the browser, with `?organization=` those of an organization. The token stays here. */
export async function GET(request: Request) {
  const organization = new URL(request.url).searchParams.get('organization') ?? undefined;
  try {
    const token = await genkan.getAccessToken(api.resource, organization);
    const { status, orders } = await fetchOrders(token);
    return Response.json({ orders }, { status, headers: noStore });
  } catch (error) {
    if (error instanceof GenkanError) return error.toResponse();
    throw error;
  }
}

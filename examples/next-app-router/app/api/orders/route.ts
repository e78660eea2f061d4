import { GenkanError } from '@genkan/next';
import { api, genkan } from '../../genkan';
import type { Order } from '../../orders';

const own: Order[] = [
  { number: '1042', item: 'Linen slippers', quantity: 2 },
  { number: '1047', item: 'Umbrella stand', quantity: 1 },
  { number: '1051', item: 'Door bell', quantity: 1 },
];
const shared: Order[] = [
  { number: 'T-31', item: 'Shoe rack', quantity: 1 },
  { number: 'T-32', item: 'Guest slippers', quantity: 12 },
];

/**
 * The demo API: orders, for whoever shows an access token with the scope. It knows nothing of sessions and cookies; any
 * client of the provider may call it.
 */
export async function GET(request: Request) {
  try {
    const { subject, organizationId } = await genkan.verifyAccessToken(request, {
      audience: api.resource ?? [],
      scopes: [api.scope],
    });
    return Response.json({ subject, organizationId, orders: organizationId ? shared : own });
  } catch (error) {
    if (error instanceof GenkanError) return error.toResponse();
    throw error;
  }
}

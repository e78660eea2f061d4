import { getAccessToken } from '@logto/next/server-actions';
import { logtoConfig, ordersApi } from '../../logto';
import { fetchOrders } from '../../orders/orders';
import { noStore, problemResponse } from '../problem-response';

/** Passes the person's orders on to the browser; the token stays here. */
export async function GET() {
  try {
    const { status, body } = await fetchOrders(await getAccessToken(logtoConfig, ordersApi.resource));
    return Response.json(body ?? null, { status, headers: noStore });
  } catch (error) {
    return problemResponse(error);
  }
}

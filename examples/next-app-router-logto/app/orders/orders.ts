import { ordersApi } from '../logto';

/** Calls the API with the token; an API that is not there is an answer too. */
export async function fetchOrders(token: string): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(ordersApi.url, { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' });
    return { status: response.status, body: await response.json().catch(() => undefined) };
  } catch {
    return { status: 502, body: undefined };
  }
}

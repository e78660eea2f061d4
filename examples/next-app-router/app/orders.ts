import { api } from './genkan';

export type Order = { number: string; item: string; quantity: number };

/** What the API answered; without `orders` it did not like the token, or is not there (502). */
export type OrdersAnswer = { status: number; orders?: Order[] };

/** Calls the API with an access token. */
export async function fetchOrders(token: string): Promise<OrdersAnswer> {
  try {
    const response = await fetch(api.url, { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' });
    const body: { orders?: Order[] } | undefined = await response.json().catch(() => undefined);
    return { status: response.status, orders: body?.orders };
  } catch {
    return { status: 502 };
  }
}

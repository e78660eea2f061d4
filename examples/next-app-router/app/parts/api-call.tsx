import { fetchOrders } from '../orders';
import type { Answer } from '../problem';
import { words } from '../words';
import { OrdersTable } from './orders-table';
import { ProblemNote } from './problem-note';
import { Token } from './token';

/** A token for the API, and what the API says to it. */
export async function ApiCall({ token }: { token: Answer<string> }) {
  if (token.error) return <ProblemNote error={token.error} />;
  const said = await words();
  return (
    <>
      <h3>{said.accessToken}</h3>
      <p className="note">{said.accessTokenNote}</p>
      <Token token={token.value} />
      <h3>{said.answer}</h3>
      <OrdersTable answer={await fetchOrders(token.value)} />
    </>
  );
}

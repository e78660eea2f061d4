import { words } from '../words';

type Order = { number: string; item: string; quantity: number };

/** What the API answered, whatever it was. */
export async function OrdersTable({ answer }: { answer: { status: number; body: unknown } }) {
  const said = await words();
  const { orders } = (answer.body ?? {}) as { orders?: Order[] };
  if (!orders) {
    return (
      <p className="empty">
        {said.answerRefused} <span className="code">{answer.status}</span>
      </p>
    );
  }
  if (orders.length === 0) return <p className="empty">{said.noOrders}</p>;
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{said.order}</th>
          <th scope="col">{said.item}</th>
          <th scope="col" className="number">
            {said.quantity}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map(({ number, item, quantity }) => (
          <tr key={number}>
            <th scope="row">{number}</th>
            <td>{item}</td>
            <td className="number">{quantity}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

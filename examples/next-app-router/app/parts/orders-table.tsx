import type { OrdersAnswer } from '../orders';
import { words } from '../words';

/** What the API answered, whatever it was. */
export async function OrdersTable({ answer }: { answer: OrdersAnswer }) {
  const said = await words();
  if (!answer.orders) {
    return (
      <p className="empty">
        {said.answerRefused} <span className="code">{answer.status}</span>
      </p>
    );
  }
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
        {answer.orders.map(({ number, item, quantity }) => (
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

import { getAccessTokenRSC, getLogtoContext } from '@logto/next/server-actions';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { keepTokenAction } from '../actions';
import { logtoConfig, ordersApi } from '../logto';
import { Claims, claimsOf } from '../parts/claims';
import { OrdersTable } from '../parts/orders-table';
import { Frame } from '../parts/frame';
import { ProblemNote } from '../parts/problem-note';
import { Section } from '../parts/section';
import { words } from '../words';
import { fetchOrders } from './orders';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words()).orders };
}

/** A token for an API in a server component. */
export default async function Orders() {
  const { isAuthenticated } = await getLogtoContext(logtoConfig);
  if (!isAuthenticated) redirect('/');
  const said = await words();
  return (
    <Frame signedIn>
      <div className="heading">
        <h1>{said.orders}</h1>
      </div>
      <Token />
      <p className="back">
        <a href="/">{said.home}</a>
      </p>
    </Frame>
  );
}

async function Token() {
  const said = await words();
  const note = (
    <>
      {said.accessTokenNote} <code>{ordersApi.resource}</code>
    </>
  );
  let token: string;
  try {
    token = await getAccessTokenRSC(logtoConfig, ordersApi.resource);
  } catch (error) {
    return (
      <Section id="access-token" title={said.accessToken} note={note}>
        <ProblemNote error={error} />
      </Section>
    );
  }
  return (
    <>
      <Section id="access-token" title={said.accessToken} note={note}>
        <Claims of={claimsOf(token) ?? {}} lang={said.lang} />
        <form action={keepTokenAction} className="keep">
          <button className="quiet" type="submit">
            {said.keepToken}
          </button>
          <p className="note">{said.keepTokenNote}</p>
        </form>
      </Section>
      <Section id="answer" title={said.answer}>
        <OrdersTable answer={await fetchOrders(token)} />
      </Section>
    </>
  );
}

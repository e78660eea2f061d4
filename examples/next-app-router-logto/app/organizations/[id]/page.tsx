import { getAccessTokenRSC, getLogtoContext, getOrganizationTokenRSC } from '@logto/next/server-actions';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { logtoConfig, ordersApi } from '../../logto';
import { fetchOrders } from '../../orders/orders';
import { Claims, claimsOf } from '../../parts/claims';
import { OrdersTable } from '../../parts/orders-table';
import { Frame } from '../../parts/frame';
import { ProblemNote } from '../../parts/problem-note';
import { Section } from '../../parts/section';
import { askUserInfo } from '../../user-info';
import { words } from '../../words';
import { organizationNames } from '../names';

type Properties = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await words()).organizationToken };
}

/** What the person may do in one organization, and a token for the API on its behalf. */
export default async function Organization({ params }: Properties) {
  const { id } = await params;
  const { isAuthenticated } = await getLogtoContext(logtoConfig);
  if (!isAuthenticated) redirect('/');
  const said = await words();
  return (
    <Frame signedIn>
      <div className="heading">
        <h1>{organizationNames((await askUserInfo()).userInfo).get(id) ?? id}</h1>
      </div>
      <Section id="organization-token" title={said.organizationToken} note={said.organizationTokenNote}>
        {await part(async () => (
          <Claims of={claimsOf(await getOrganizationTokenRSC(logtoConfig, id)) ?? {}} lang={said.lang} />
        ))}
      </Section>
      <Section id="access-token" title={said.inOrganization} note={said.inOrganizationNote}>
        {await part(async () => {
          const token = await getAccessTokenRSC(logtoConfig, ordersApi.resource, id);
          return (
            <>
              <Claims of={claimsOf(token) ?? {}} lang={said.lang} />
              <h3>{said.answer}</h3>
              <OrdersTable answer={await fetchOrders(token)} />
            </>
          );
        })}
      </Section>
      <p className="back">
        <a href="/">{said.home}</a>
      </p>
    </Frame>
  );
}

/** A part of the page, or why it is not there. */
async function part(render: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await render();
  } catch (error) {
    return <ProblemNote error={error} />;
  }
}

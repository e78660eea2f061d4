import { notFound } from 'next/navigation';
import { api, genkan } from '../../genkan';
import { ApiCall } from '../../parts/api-call';
import { Ended } from '../../parts/ended';
import { Frame } from '../../parts/frame';
import { OneMoment } from '../../parts/one-moment';
import { ProblemNote } from '../../parts/problem-note';
import { Section } from '../../parts/section';
import { Token } from '../../parts/token';
import { asked, hasEnded } from '../../problem';
import { words } from '../../words';
import { organizationNames } from '../names';

type Properties = { params: Promise<{ id: string }> };

/** What the person may do in one organization, and a token for the API on its behalf. */
export default async function Organization({ params }: Properties) {
  const { id } = await params;
  const path = `/organizations/${encodeURIComponent(id)}`;
  const visitor = await asked(() => genkan.auth({ required: true, returnTo: path }));
  if (visitor.error) return <OneMoment error={visitor.error} />;
  // Of an organization somebody is not in, nothing is known and nothing is asked.
  if (!visitor.value.claims?.organizations?.includes(id)) notFound();
  const said = await words();
  const userInfo = await asked(() => genkan.fetchUserInfo());
  const token = await asked(() => genkan.getOrganizationTokenRSC(id));
  const inOrganization = api.resource ? await asked(() => genkan.getAccessTokenRSC(api.resource, id)) : undefined;
  if ([userInfo, token, inOrganization].some(hasEnded)) return <Ended returnTo={path} />;
  return (
    <Frame signedIn>
      <div className="heading">
        <h1>{organizationNames(userInfo.value).get(id) ?? id}</h1>
      </div>
      <Section id="organization-token" title={said.organizationToken} note={said.organizationTokenNote}>
        {token.error ? <ProblemNote error={token.error} /> : <Token token={token.value} />}
      </Section>
      {inOrganization && (
        <Section id="api" title={said.inOrganization} note={said.inOrganizationNote}>
          <ApiCall token={inOrganization} />
        </Section>
      )}
      <p className="back">
        <a href="/">{said.home}</a>
      </p>
    </Frame>
  );
}

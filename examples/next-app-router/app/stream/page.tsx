import { Suspense } from 'react';
import { api, genkan } from '../genkan';
import { ApiCall } from '../parts/api-call';
import { Claims } from '../parts/claims';
import { Frame } from '../parts/frame';
import { OneMoment } from '../parts/one-moment';
import { Section } from '../parts/section';
import { asked } from '../problem';
import { words } from '../words';

/** A page in two parts: the second is fetched while the first is read. */
export default async function Stream() {
  const visitor = await asked(() => genkan.auth({ required: true, returnTo: '/stream' }));
  if (visitor.error) return <OneMoment error={visitor.error} />;
  const said = await words();
  return (
    <Frame signedIn>
      <div className="heading">
        <h1>{said.stream}</h1>
      </div>
      <Section id="first" title={said.firstPart} note={said.firstPartNote}>
        <Claims of={visitor.value.claims ?? {}} />
      </Section>
      <Suspense>
        <Second />
      </Suspense>
      <p className="back">
        <a href="/">{said.home}</a>
      </p>
    </Frame>
  );
}

/** By now the response has begun and no cookie can be set; a token can be had all the same. */
async function Second() {
  const said = await words();
  const token = api.resource ? await asked(() => genkan.getAccessTokenRSC(api.resource)) : undefined;
  return (
    <Section id="second" title={said.secondPart} note={said.secondPartNote}>
      {token && <ApiCall token={token} />}
    </Section>
  );
}

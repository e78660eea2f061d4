import { api, genkan } from './genkan';
import { organizationNames } from './organizations/names';
import { ApiCall } from './parts/api-call';
import { Claims } from './parts/claims';
import { Ended } from './parts/ended';
import { Frame } from './parts/frame';
import { OneMoment } from './parts/one-moment';
import { ProblemNote } from './parts/problem-note';
import { Section } from './parts/section';
import { SignIn } from './parts/sign-in';
import { asked, hasEnded } from './problem';
import { words } from './words';

/** The first page: who is signed in, and what the app may do for them. */
export default async function Home() {
  const visitor = await asked(() => genkan.auth());
  if (visitor.error) return <OneMoment error={visitor.error} />;
  const { claims } = visitor.value;
  if (!claims) return <Welcome />;
  const said = await words();
  const userInfo = await asked(() => genkan.fetchUserInfo());
  const token = api.resource ? await asked(() => genkan.getAccessTokenRSC(api.resource)) : undefined;
  if (hasEnded(userInfo) || hasEnded(token)) return <Ended returnTo="/" />;
  const kept = genkan.config.sessionStore ? said.keptInStore : said.keptInCookie;
  const apiNote = (
    <>
      {said.apiNote} <code>{api.resource}</code>
    </>
  );
  const name = claims.name ?? claims.username ?? claims.email ?? claims.sub;
  return (
    <Frame signedIn>
      <div className="person">
        <span className="initial" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <div>
          <h1>
            {said.hello[0]}
            <span className="name">{name}</span>
            {said.hello[1]}
          </h1>
          <p>{said.signedIn}</p>
        </div>
      </div>
      <Section id="id-token" title={said.idToken} note={said.idTokenNote + kept}>
        <Claims of={claims} />
      </Section>
      {token && (
        <Section id="api" title={said.api} note={apiNote}>
          <ApiCall token={token} />
        </Section>
      )}
      <Organizations ids={claims.organizations} userInfo={userInfo.value} />
      <Section id="user-info" title={said.userInfo} note={said.userInfoNote}>
        {userInfo.error ? <ProblemNote error={userInfo.error} /> : <Claims of={userInfo.value} />}
      </Section>
      <section className="card more" aria-labelledby="stream">
        <h2 id="stream">
          <a href="/stream">{said.stream}</a>
        </h2>
        <p className="note">{said.streamNote}</p>
      </section>
    </Frame>
  );
}

async function Welcome() {
  const said = await words();
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.welcome}</h1>
        <p>{said.invitation}</p>
        <SignIn />
      </section>
    </Frame>
  );
}

/** Nothing at a provider that knows no organizations. */
async function Organizations({ ids, userInfo }: { ids: string[] | undefined; userInfo: object | undefined }) {
  const said = await words();
  const names = organizationNames(userInfo);
  if (!ids) return null;
  return (
    <Section id="organizations" title={said.organizations} note={ids.length > 0 && said.organizationsNote}>
      {ids.length === 0 && <p className="empty">{said.noOrganization}</p>}
      <ul className="choice">
        {ids.map((id) => (
          <li key={id}>
            <a href={`/organizations/${id}`}>{names.get(id) ?? id}</a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

import { getLogtoContext } from '@logto/next/server-actions';
import { logtoConfig } from './logto';
import { organizationNames } from './organizations/names';
import { Claims } from './parts/claims';
import { Frame } from './parts/frame';
import { ProblemNote } from './parts/problem-note';
import { Section } from './parts/section';
import { SignIn } from './parts/sign-in';
import { askUserInfo } from './user-info';
import { words } from './words';

export default async function Home() {
  const { isAuthenticated, claims } = await getLogtoContext(logtoConfig);
  const said = await words();
  if (!isAuthenticated || !claims) {
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
  const name = claims.name ?? claims.username ?? claims.email ?? claims.sub;
  const organizations = claims.organizations ?? [];
  const { userInfo, error } = await askUserInfo();
  const names = organizationNames(userInfo);
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
      <Section id="id-token" title={said.idToken} note={said.idTokenNote}>
        <Claims of={claims} lang={said.lang} />
      </Section>
      <section className="card more" aria-labelledby="orders">
        <h2 id="orders">
          <a href="/orders">{said.orders}</a>
        </h2>
        <p className="note">{said.ordersNote}</p>
      </section>
      <Section id="organizations" title={said.organizations} note={organizations.length > 0 && said.organizationsNote}>
        {organizations.length === 0 && <p className="empty">{said.noOrganization}</p>}
        <ul className="choice">
          {organizations.map((id) => (
            <li key={id}>
              <a href={`/organizations/${id}`}>{names.get(id) ?? id}</a>
            </li>
          ))}
        </ul>
      </Section>
      <Section id="user-info" title={said.userInfo} note={said.userInfoNote}>
        {userInfo ? <Claims of={userInfo} lang={said.lang} /> : <ProblemNote error={error} />}
      </Section>
    </Frame>
  );
}

import { Frame } from '../parts/frame';
import { SignIn } from '../parts/sign-in';
import { explanationOf } from '../problem';
import { words } from '../words';

type Properties = { searchParams: Promise<{ code?: string | string[] }> };

/** Why a sign-in was not finished. */
export default async function Problem({ searchParams }: Properties) {
  const given = String((await searchParams).code ?? '');
  // The address is anybody's to write: only what looks like a code is repeated.
  const code = /^[a-z_]{1,40}$/.test(given) ? given : 'unknown';
  const said = await words();
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.failed}</h1>
        <p>{said[explanationOf(code)]}</p>
        <SignIn />
        <p className="code">{code}</p>
      </section>
    </Frame>
  );
}

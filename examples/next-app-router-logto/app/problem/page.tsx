import { Frame } from '../parts/frame';
import { SignIn } from '../parts/sign-in';
import { problemOf } from '../problem';
import { words } from '../words';

type Properties = { searchParams: Promise<{ code?: string | string[] }> };

/** Why a sign-in was not finished, or a button did nothing. */
export default async function ProblemPage({ searchParams }: Properties) {
  const code = String((await searchParams).code ?? 'unexpected');
  const said = await words();
  const problem = problemOf(code);
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.problem}</h1>
        <p>{problem === 'refused' ? said.cancelled : said[problem]}</p>
        <SignIn />
        <p className="code">{code}</p>
        <p className="back">
          <a href="/">{said.home}</a>
        </p>
      </section>
    </Frame>
  );
}

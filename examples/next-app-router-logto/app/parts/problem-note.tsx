import { errorCode, problemOf } from '../problem';
import { words } from '../words';
import { SignIn } from './sign-in';

/** Why a part of the page is not there, and what helps. */
export async function ProblemNote({ error }: { error: unknown }) {
  const code = errorCode(error);
  const problem = problemOf(code);
  const said = await words();
  return (
    <>
      <p className="empty">
        {said[problem]} <span className="code">{code}</span>
      </p>
      {problem === 'ended' && <SignIn />}
    </>
  );
}

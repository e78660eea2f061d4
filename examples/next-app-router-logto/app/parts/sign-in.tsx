import { signInAction } from '../actions';
import { words } from '../words';

/** Works without scripts: a form that a server action answers. */
export async function SignIn() {
  const { signIn } = await words();
  return (
    <form action={signInAction}>
      <button className="primary" type="submit">
        {signIn}
      </button>
    </form>
  );
}

import { words } from '../words';

/** A plain link, not `<Link>`: nobody wants a sign-in that a prefetch has begun. */
export async function SignIn({ returnTo }: { returnTo?: string }) {
  const { signIn } = await words();
  const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`;
  return (
    <a className="primary" href={`/auth/sign-in${query}`}>
      {signIn}
    </a>
  );
}

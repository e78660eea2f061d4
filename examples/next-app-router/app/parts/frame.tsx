import type { ReactNode } from 'react';
import { words } from '../words';

type Properties = {
  /** Whether there is a session to end. */
  signedIn?: boolean;
  children: ReactNode;
};

/** The bar above and the content below. */
export async function Frame({ signedIn = false, children }: Properties) {
  const { app, signOut } = await words();
  return (
    <>
      <header className="bar">
        <a className="mark" href="/">
          {app}
        </a>
        {signedIn && (
          <form method="post" action="/auth/sign-out">
            <button className="quiet" type="submit">
              {signOut}
            </button>
          </form>
        )}
      </header>
      <main>{children}</main>
    </>
  );
}

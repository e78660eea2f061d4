import { words } from '../words';
import { Frame } from './frame';
import { SignIn } from './sign-in';

/** Instead of a page whose session the provider has ended. */
export async function Ended({ returnTo }: { returnTo: string }) {
  const said = await words();
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.ended}</h1>
        <p>{said.endedNote}</p>
        <SignIn returnTo={returnTo} />
        <p className="code">session_ended</p>
      </section>
    </Frame>
  );
}

import type { GenkanError } from '@genkan/next';
import { words } from '../words';
import { Frame } from './frame';

/** Instead of a page when the sessions cannot be looked up. Nobody is signed out by it. */
export async function OneMoment({ error }: { error: GenkanError }) {
  const said = await words();
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.oneMoment}</h1>
        <p>{said.storeDown}</p>
        <a className="primary" href="">
          {said.goOn}
        </a>
        <p className="code">{error.code}</p>
      </section>
    </Frame>
  );
}

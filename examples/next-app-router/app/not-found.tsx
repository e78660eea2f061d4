import { Frame } from './parts/frame';
import { words } from './words';

export default async function NotFound() {
  const said = await words();
  return (
    <Frame>
      <section className="card greeting">
        <h1>{said.notFound}</h1>
        <p>{said.notFoundNote}</p>
        <a className="primary" href="/">
          {said.home}
        </a>
      </section>
    </Frame>
  );
}

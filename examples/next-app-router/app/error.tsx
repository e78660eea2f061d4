'use client';

/** What nobody foresaw. It is rendered in the browser, where the words of `words/` are not. */
export default function Unforeseen({ error }: { error: Error & { digest?: string } }) {
  return (
    <main>
      <section className="card greeting">
        <h1>Something did not work</h1>
        <p>Reload the page to try again. If it happens again, tell the people who run this app.</p>
        <a className="primary" href="/">
          Go to the first page
        </a>
        {error.digest && <p className="code">{error.digest}</p>}
      </section>
    </main>
  );
}

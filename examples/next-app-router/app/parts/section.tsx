import type { ReactNode } from 'react';

type Properties = { id: string; title: string; note?: ReactNode; children?: ReactNode };

export function Section({ id, title, note, children }: Properties) {
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note && <p className="note">{note}</p>}
      {children}
    </section>
  );
}

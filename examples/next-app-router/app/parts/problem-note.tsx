import type { GenkanError } from '@genkan/next';
import { codeOf } from '../problem';
import { words } from '../words';

/** Why a part of the page is not there. */
export async function ProblemNote({ error }: { error: GenkanError }) {
  const said = await words();
  const text = error.status === 401 ? said.stale : error.code === 'provider_refused' ? said.refused : said.unavailable;
  return (
    <p className="empty">
      {text} <span className="code">{codeOf(error)}</span>
    </p>
  );
}

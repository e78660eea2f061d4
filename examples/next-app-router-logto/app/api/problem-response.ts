import { unstable_rethrow } from 'next/navigation';
import { errorCode, problemOf } from '../problem';

const status = { ended: 401, startAgain: 401, refused: 403, noAnswer: 503 };

/** What a program is told when there is no token. */
export function problemResponse(error: unknown): Response {
  unstable_rethrow(error);
  const code = errorCode(error);
  return Response.json({ error: code }, { status: status[problemOf(code)], headers: noStore });
}

/** What belongs to one person is nobody else's to keep. */
export const noStore = { 'cache-control': 'private, no-store' };

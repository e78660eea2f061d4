import { getOrganizationTokens } from '@logto/next/server-actions';
import { logtoConfig } from '../../logto';
import { claimsOf } from '../../parts/claims';
import { noStore, problemResponse } from '../problem-response';

/** What the person may do in each of their organizations. */
export async function GET() {
  try {
    const tokens = await getOrganizationTokens(logtoConfig);
    return Response.json(
      tokens.map(({ id, token }) => ({ id, claims: claimsOf(token) })),
      { headers: noStore },
    );
  } catch (error) {
    return problemResponse(error);
  }
}

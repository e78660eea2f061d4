import { getOrganizationToken } from '@logto/next/server-actions';
import { logtoConfig } from '../../../logto';
import { claimsOf } from '../../../parts/claims';
import { noStore, problemResponse } from '../../problem-response';

/** What the person may do in one organization. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  try {
    return Response.json({ id, claims: claimsOf(await getOrganizationToken(logtoConfig, id)) }, { headers: noStore });
  } catch (error) {
    return problemResponse(error);
  }
}

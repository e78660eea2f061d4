import { GenkanError } from '@genkan/next';
import { genkan } from '../../genkan';
import { noStore } from '../no-store';

/** Who is signed in, for programs in the page. */
export async function GET() {
  try {
    const { isAuthenticated, claims } = await genkan.auth();
    if (!isAuthenticated) return Response.json({ code: 'not_authenticated' }, { status: 401, headers: noStore });
    return Response.json(claims, { headers: noStore });
  } catch (error) {
    if (error instanceof GenkanError) return error.toResponse();
    throw error;
  }
}

import { handleSignIn } from '@logto/next/server-actions';
import { redirect, unstable_rethrow } from 'next/navigation';
import type { NextRequest } from 'next/server';
import { logtoConfig } from '../logto';
import { problemPath } from '../problem';

/** Where the server sends the browser back to. */
export async function GET(request: NextRequest) {
  try {
    await handleSignIn(logtoConfig, request.nextUrl.searchParams);
  } catch (error) {
    unstable_rethrow(error);
    redirect(problemPath(error));
  }
  redirect('/');
}

'use server';

import { getAccessToken, signIn, signOut } from '@logto/next/server-actions';
import { redirect } from 'next/navigation';
import { logtoConfig, ordersApi } from './logto';
import { problemPath } from './problem';

/** Sends the browser to the sign-in page. */
export async function signInAction() {
  await signIn(logtoConfig, { redirectUri: `${logtoConfig.baseUrl}/callback` });
}

/** Ends the session here and at the server, and comes back. */
export async function signOutAction() {
  await signOut(logtoConfig, `${logtoConfig.baseUrl}/`);
}

/** Fetches a token where the session can be written, so that the next pages find it there. */
export async function keepTokenAction() {
  try {
    await getAccessToken(logtoConfig, ordersApi.resource);
  } catch (error) {
    redirect(problemPath(error));
  }
  redirect('/orders');
}

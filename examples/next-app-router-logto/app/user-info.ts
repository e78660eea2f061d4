import { getLogtoContext } from '@logto/next/server-actions';
import type { UserInfoResponse } from '@logto/next';
import { cache } from 'react';
import { logtoConfig } from './logto';

type Answer = { userInfo?: UserInfoResponse; error?: unknown };

/** Asks the server, once for a page. It may fail while the session is in order. */
export const askUserInfo = cache(async (): Promise<Answer> => {
  try {
    const { userInfo } = await getLogtoContext(logtoConfig, { fetchUserInfo: true });
    return { userInfo };
  } catch (error) {
    return { error };
  }
});

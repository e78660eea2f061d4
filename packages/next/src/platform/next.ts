import 'server-only';
import * as cache from 'next/cache';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { Platform } from './platform.js';

/**
 * Says that what follows is for a real request: Next 16.3 and later (`io`) keep it out of what is rendered ahead of one,
 * where a clock that is read is an error of the page. In a cached function it does nothing.
 */
const { io: forRequest } = cache as { io?: () => Promise<void> };

/** Next's own request, in server components, server actions and route handlers. */
export const next: Platform = {
  async cookies() {
    const store = await cookies();
    await forRequest?.();
    return {
      getAll: () => store.getAll(),
      set: (name, value, attributes) => void store.set(name, value, attributes),
    };
  },
  async headers() {
    return headers();
  },
  redirect,
};

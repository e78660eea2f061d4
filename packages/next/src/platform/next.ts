import 'server-only';
import { cookies, headers } from 'next/headers.js';
import { redirect } from 'next/navigation.js';
import type { Platform } from './platform.js';

/** Next's own request, in server components, server actions and route handlers. */
export const next: Platform = {
  async cookies() {
    const store = await cookies();
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

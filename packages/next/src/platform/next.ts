import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
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

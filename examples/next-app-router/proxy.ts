import { genkanProxy } from '@genkan/next/proxy';
import { genkan } from './app/genkan';

/** Refreshes tokens that are about to expire, ahead of the page. */
export const proxy = genkanProxy(genkan.config);

export const config = {
  matcher: [
    {
      source: '/((?!_next/static|_next/image|icon.svg).*)',
      missing: [
        { type: 'header', key: 'next-router-prefetch' },
        { type: 'header', key: 'purpose', value: 'prefetch' },
      ],
    },
  ],
};

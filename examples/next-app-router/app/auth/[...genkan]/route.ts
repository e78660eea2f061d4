import { genkan } from '../../genkan';

/** Sign-in, callback, sign-out and back-channel logout, below `/auth`. */
export const { GET, POST } = genkan.handlers;

/** Whoever imports these names from the field's package can import them from ours: compiled, never run. */

import type { LogtoContext, LogtoNextConfig, SessionWrapper } from '@logto/next';
import type * as Field from '@logto/next/server-actions';
import type FieldClient from '@logto/next/server-actions';
import type * as Index from '../dist/index.js';
import type * as Ours from '../dist/server-actions.js';

declare const ours: typeof Ours;

export const functions: Pick<typeof Field, Exclude<keyof typeof Field, 'default'>> = ours;

declare const client: InstanceType<typeof Ours.default>;

export const methods: Pick<FieldClient, 'handleSignIn' | 'handleSignOut' | 'handleSignInCallback' | 'getLogtoContext'> =
  client;

declare const config: LogtoNextConfig;
declare const wrapper: SessionWrapper;
declare const context: Index.LogtoContext;

export const sameConfig: Index.LogtoNextConfig = config;
export const sameWrapper: Index.SessionWrapper = wrapper;
export const sameContext: LogtoContext = context;

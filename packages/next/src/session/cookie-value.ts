/** What a session's cookie says: the sealed record, its id in a store, or its id and what a wrapper gave for it. */

import { storeUnavailable } from '../core/errors.js';
import type { Instance } from '../core/instance.js';
import { decodeBase64url, encodeBase64url } from '../crypto/base64url.js';
import { ask } from '../store/ask.js';
import type { SessionWrapper } from '../store/wrapper.js';
import { asRecord, type SessionRecord } from './record.js';

/** 16 bytes as base64url. */
const SESSION_ID = /^[A-Za-z0-9_-]{22}$/;

/** The cookie's value for a record; `current` is the one it has so far. */
export async function sessionValue(instance: Instance, record: SessionRecord, current?: string): Promise<string> {
  const { config, stored, sessions } = instance;
  if (stored) {
    return record.id;
  }
  if (config.wrapper) {
    return wrap(instance, config.wrapper, record, current);
  }
  return sessions.seal(record);
}

/** The record a cookie's value stands for. `undefined` for anything that is not ours. */
export async function readCookie(instance: Instance, value: string): Promise<SessionRecord | undefined> {
  const { config, stored, sessions } = instance;
  if (stored) {
    return SESSION_ID.test(value) ? stored.load(value) : undefined;
  }
  if (config.wrapper) {
    return unwrap(instance, config.wrapper, value);
  }
  return asRecord(await sessions.open(value));
}

async function wrap(
  instance: Instance,
  wrapper: SessionWrapper,
  record: SessionRecord,
  current: string | undefined,
): Promise<string> {
  const session = await instance.storedSessions.seal(record);
  const known = current === undefined ? undefined : partsOf(current);
  // Another session's text is not this one's to give again.
  const given = known?.id === record.id ? known.reference : undefined;
  const reference: unknown = await ask(() => wrapper.wrap({ session }, secretOf(instance), given));
  if (typeof reference !== 'string') {
    throw storeUnavailable(`\`wrap\` of the session wrapper gave no text but ${typeof reference}`);
  }
  return `${record.id}.${encodeBase64url(new TextEncoder().encode(reference))}`;
}

async function unwrap(instance: Instance, wrapper: SessionWrapper, value: string): Promise<SessionRecord | undefined> {
  const parts = partsOf(value);
  if (!parts) {
    return undefined;
  }
  const { id, reference } = parts;
  const data = await ask(() => wrapper.unwrap(reference, secretOf(instance)));
  const sealed = (data as { session?: unknown } | undefined)?.session;
  const record = typeof sealed === 'string' ? asRecord(await instance.storedSessions.open(sealed)) : undefined;
  // A wrapper that mixes people up opens nobody's session.
  return record?.id === id ? record : undefined;
}

/** The session's id and the wrapper's text. */
function partsOf(value: string): { id: string; reference: string } | undefined {
  const [id = '', encoded = ''] = value.split('.', 2);
  const bytes = decodeBase64url(encoded);
  return SESSION_ID.test(id) && bytes ? { id, reference: new TextDecoder().decode(bytes) } : undefined;
}

function secretOf(instance: Instance): string {
  return instance.config.cookieSecrets[0] ?? '';
}

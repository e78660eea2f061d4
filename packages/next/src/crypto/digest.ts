import { encodeBase64url } from './base64url.js';
import { nodeCrypto } from './node-crypto.js';

const encoder = new TextEncoder();

/** base64url(SHA-256(text)), 43 characters. */
export async function sha256(text: string | Uint8Array): Promise<string> {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  if (nodeCrypto) {
    return nodeCrypto.createHash('sha256').update(bytes).digest('base64url');
  }
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource)));
}

/** Compares without telling by its duration where two texts differ. */
export function constantTimeEqual(one: string, other: string): boolean {
  if (one.length !== other.length) {
    return false;
  }
  let difference = 0;
  for (let index = 0; index < one.length; index += 1) {
    difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  }
  return difference === 0;
}

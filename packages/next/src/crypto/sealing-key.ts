import { encodeBase64url } from './base64url.js';
import { nodeCrypto } from './node-crypto.js';
import { sha256 } from './digest.js';

/** Either at once, where cryptography is synchronous, or later. */
export type Maybe<T> = T | Promise<T>;

/** What AES-GCM makes of a plaintext. */
export interface Encrypted {
  text: Uint8Array;
  tag: Uint8Array;
}

/** One AES-256-GCM key (RFC 5116). `undefined` for what does not authenticate. */
export interface SealingKey {
  readonly kid: string;
  encrypt(iv: Uint8Array, additionalData: Uint8Array, plain: Uint8Array): Maybe<Encrypted>;
  decrypt(iv: Uint8Array, additionalData: Uint8Array, encrypted: Encrypted): Maybe<Uint8Array | undefined>;
}

/** Bytes of the tag. */
export const TAG_LENGTH = 16;

const OPTIONS = { authTagLength: TAG_LENGTH };
const encoder = new TextEncoder();

/** key = HKDF-SHA256(secret, no salt, info); kid = the first 8 characters of base64url(SHA-256(key)). */
export async function deriveKey(secret: string, info: string): Promise<SealingKey> {
  const input = encoder.encode(secret);
  const parameters = encoder.encode(info);
  if (nodeCrypto) {
    const raw = new Uint8Array(nodeCrypto.hkdfSync('sha256', input, new Uint8Array(0), parameters, 32));
    return nodeKey(nodeCrypto, raw, (await sha256(raw)).slice(0, 8));
  }
  return webKey(input, parameters);
}

function nodeKey(node: NonNullable<typeof nodeCrypto>, raw: Uint8Array, kid: string): SealingKey {
  const key = node.createSecretKey(raw);
  return {
    kid,
    encrypt(iv, additionalData, plain) {
      const cipher = node.createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(additionalData);
      const text = cipher.update(plain);
      cipher.final();
      return { text, tag: cipher.getAuthTag() };
    },
    decrypt(iv, additionalData, { text, tag }) {
      const decipher = node.createDecipheriv('aes-256-gcm', key, iv, OPTIONS);
      decipher.setAAD(additionalData);
      decipher.setAuthTag(tag);
      try {
        const plain = decipher.update(text);
        decipher.final();
        return plain;
      } catch {
        return undefined;
      }
    },
  };
}

/** The same where there is only Web Crypto. Exported for its test. */
export async function webKey(input: Uint8Array, info: Uint8Array): Promise<SealingKey> {
  const secret = await crypto.subtle.importKey('raw', input as BufferSource, 'HKDF', false, ['deriveBits']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: info as BufferSource };
  const raw = new Uint8Array(await crypto.subtle.deriveBits(hkdf, secret, 256));
  const hash = await crypto.subtle.digest('SHA-256', raw);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  const algorithm = (iv: Uint8Array, additionalData: Uint8Array) => ({
    name: 'AES-GCM',
    iv: iv as BufferSource,
    additionalData: additionalData as BufferSource,
  });
  return {
    kid: encodeBase64url(new Uint8Array(hash)).slice(0, 8),
    async encrypt(iv, additionalData, plain) {
      const sealed = await crypto.subtle.encrypt(algorithm(iv, additionalData), key, plain as BufferSource);
      const bytes = new Uint8Array(sealed);
      return { text: bytes.subarray(0, -TAG_LENGTH), tag: bytes.subarray(-TAG_LENGTH) };
    },
    async decrypt(iv, additionalData, { text, tag }) {
      const sealed = new Uint8Array(text.length + tag.length);
      sealed.set(text);
      sealed.set(tag, text.length);
      try {
        return new Uint8Array(await crypto.subtle.decrypt(algorithm(iv, additionalData), key, sealed));
      } catch {
        return undefined;
      }
    },
  };
}

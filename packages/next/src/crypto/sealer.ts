import type { Random } from '../core/clock.js';
import { decodeBase64url, encodeBase64url } from './base64url.js';
import { deriveKey, TAG_LENGTH, type SealingKey } from './sealing-key.js';

/** What a sealed value is for. A value opens only for the purpose and the app it was sealed for. */
export type Purpose = 'session' | 'transaction' | 'stored-session';

/** Longest value that is looked at, in characters. */
const LONGEST = 64 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

interface Sealing {
  key: SealingKey;
  /** The encoded protected header, which is also the additional data. */
  header: string;
  additionalData: Uint8Array;
}

/** JWE with `dir` and `A256GCM` (`docs/SESSION-FORMAT.md` §2, §3): the first secret seals, all open. */
export class Sealer {
  readonly #first: Sealing;
  readonly #byHeader: Map<string, Sealing>;
  readonly #random: Random;

  private constructor(sealings: [Sealing, ...Sealing[]], random: Random) {
    this.#first = sealings[0];
    // The header is compared as a whole: one with other members, or in another order, names no key.
    this.#byHeader = new Map(sealings.map((sealing) => [sealing.header, sealing]));
    this.#random = random;
  }

  static async create(purpose: Purpose, appId: string, secrets: string[], random: Random): Promise<Sealer> {
    const keys = await Promise.all(secrets.map((secret) => deriveKey(secret, `genkan-${purpose}/1/${appId}`)));
    return Sealer.withKeys(purpose, keys, random);
  }

  static withKeys(purpose: Purpose, keys: SealingKey[], random: Random): Sealer {
    const sealings = keys.map((key) => {
      const json = `{"alg":"dir","enc":"A256GCM","kid":"${key.kid}","typ":"genkan-${purpose}+jwe"}`;
      const header = encodeBase64url(encoder.encode(json));
      return { key, header, additionalData: encoder.encode(header) };
    });
    return new Sealer(sealings as [Sealing, ...Sealing[]], random);
  }

  /** Names the keys without telling them. */
  get kids(): string[] {
    return [...this.#byHeader.values()].map((sealing) => sealing.key.kid);
  }

  async seal(payload: object): Promise<string> {
    const { key, header, additionalData } = this.#first;
    const iv = this.#random(12);
    const encrypted = key.encrypt(iv, additionalData, encoder.encode(JSON.stringify(payload)));
    const { text, tag } = encrypted instanceof Promise ? await encrypted : encrypted;
    return `${header}..${encodeBase64url(iv)}.${encodeBase64url(text)}.${encodeBase64url(tag)}`;
  }

  /** The payload, or `undefined` for anything that is not ours: a stranger's cookie is no error. */
  async open(sealed: string): Promise<unknown> {
    if (sealed.length > LONGEST) {
      return undefined;
    }
    const segments = sealed.split('.', 6);
    if (segments.length !== 5 || segments[1] !== '') {
      return undefined;
    }
    const sealing = this.#byHeader.get(segments[0] ?? '');
    const iv = decodeBase64url(segments[2] ?? '');
    const text = decodeBase64url(segments[3] ?? '');
    const tag = decodeBase64url(segments[4] ?? '');
    if (!sealing || iv?.length !== 12 || !text || tag?.length !== TAG_LENGTH) {
      return undefined;
    }
    const decrypted = sealing.key.decrypt(iv, sealing.additionalData, { text, tag });
    const plain = decrypted instanceof Promise ? await decrypted : decrypted;
    return plain && parse(plain);
  }
}

function parse(plain: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(plain));
  } catch {
    return undefined;
  }
}

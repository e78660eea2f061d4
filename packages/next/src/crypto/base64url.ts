/** Base64url without padding (RFC 4648 §5). `Buffer` where there is one, because it is several times faster. */

const ALPHABET = /^[A-Za-z0-9_-]*$/;
const LAST = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const Node = globalThis.Buffer as typeof Buffer | undefined;

export function encodeBase64url(bytes: Uint8Array): string {
  if (Node) {
    return Node.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
  }
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Decodes the one encoding of a value; `undefined` for padding, strange characters and left-over bits. */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const rest = text.length % 4;
  if (rest === 1 || !ALPHABET.test(text)) {
    return undefined;
  }
  const last = LAST.indexOf(text.charAt(text.length - 1));
  if ((rest === 2 && (last & 15) !== 0) || (rest === 3 && (last & 3) !== 0)) {
    return undefined;
  }
  if (Node) {
    return Node.from(text, 'base64url');
  }
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

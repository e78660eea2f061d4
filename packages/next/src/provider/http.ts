import { unavailable } from '../core/errors.js';

/** Longest body read from the provider, in bytes. */
const LONGEST_BODY = 1024 * 1024;
/** Milliseconds until the whole answer is read. */
const TIMEOUT = 10_000;

/** The part of `RequestInit` that is used, as oauth4webapi gives it. */
interface BoundedInit {
  method?: string;
  headers?: HeadersInit;
  body?: BodyInit | null | undefined;
}

/**
 * Bounded calls: no redirects, no caches, time and size limits. The error names the endpoint, never what was sent to
 * it. Shaped as oauth4webapi's `customFetch`.
 */
export async function boundedFetch(address: string, init: BoundedInit): Promise<Response> {
  const place = address.split('?', 1)[0] ?? '';
  const signal = AbortSignal.timeout(TIMEOUT);
  let response: Response;
  let body: Uint8Array<ArrayBuffer> | null;
  try {
    const { body: sent, ...rest } = init;
    const bounds = { signal, redirect: 'manual', cache: 'no-store' } as const;
    response = await fetch(address, { ...rest, ...bounds, body: sent ?? null });
    body = await read(response, place);
  } catch (error) {
    if (signal.aborted) {
      throw unavailable(`no answer in time (${place})`);
    }
    throw error instanceof TypeError ? unavailable(`no connection (${place})`) : error;
  }
  const { status, statusText, headers } = response;
  // What was decoded and read whole no longer has the length it was sent with.
  const kept = new Headers(headers);
  kept.delete('content-encoding');
  kept.delete('content-length');
  // A redirect has the status 0 on the edge; others are no HTTP (RFC 9110 §15).
  const isStatus = status >= 200 && status <= 599;
  return new Response(body, { status: isStatus ? status : 502, statusText, headers: kept });
}

async function read(response: Response, place: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!response.body || [101, 204, 205, 304].includes(response.status)) {
    return null;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += value.length;
    if (length > LONGEST_BODY) {
      await reader.cancel();
      throw unavailable(`the answer of ${place} is too long`);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/**
 * Whether another site led here: by fetch metadata, which browsers set and pages cannot; without it a `POST` is judged
 * by its `Origin`, and a `GET` counts as from elsewhere.
 */
export function cameFromElsewhere(request: Pick<Request, 'method' | 'headers'>, base: URL): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) {
    // An image in what somebody wrote on this site is no link that somebody followed.
    const isPart = request.method !== 'POST' && (request.headers.get('sec-fetch-mode') ?? 'navigate') !== 'navigate';
    return isPart || (site !== 'same-origin' && site !== 'none');
  }
  if (request.method === 'POST') {
    const origin = request.headers.get('origin');
    return origin !== null && origin !== base.origin;
  }
  return true;
}

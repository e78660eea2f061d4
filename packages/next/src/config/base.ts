import { SessionError } from '../core/errors.js';
import { checkedUrl, isTrustworthy, type Problems } from './address.js';
import type { GenkanNextConfig } from './types.js';

/** Where browsers reach the app: one address, or whichever of the allowed hosts a request came for. */
export class Base {
  readonly #urls: [URL, ...URL[]];
  readonly #fixed: boolean;

  constructor(urls: [URL, ...URL[]], fixed: boolean) {
    this.#urls = urls;
    this.#fixed = fixed;
  }

  /** The address to show and register. */
  get first(): URL {
    return this.#urls[0];
  }

  /** The path below which the app lives, without a slash at its end. */
  get path(): string {
    return this.first.pathname.replace(/\/+$/, '');
  }

  /** The base of a request; a `SessionError` that names the header it saw when the host is not an allowed one. */
  of(headers: Headers | undefined): URL {
    if (this.#fixed) {
      return this.first;
    }
    const { header, host } = requestedHost(headers);
    const found = this.#urls.find((url) => url.host.toLowerCase() === host.toLowerCase());
    if (!found) {
      throw new SessionError(
        'unknown_host',
        400,
        `the request came for \`${host}\` (${header}), which is not an allowed host; add it to allowedHosts, set ` +
          'baseUrl, or let the proxy in front pass the host on in X-Forwarded-Host',
      );
    }
    return found;
  }

  /**
   * What to tell the operator when a browser came for another host than the explicit one: its cookies will not reach
   * the callback. Only in the two cases that are mistakes for certain, not behind a proxy that renames the host.
   */
  mismatch(headers: Headers): string | undefined {
    const { header, host } = requestedHost(headers);
    const isLocal = URL.canParse(`http://${host}`) && isTrustworthy(new URL(`http://${host}`));
    const expected = this.first.protocol === 'http:' && isTrustworthy(this.first);
    if (!this.#fixed || host === '' || host.toLowerCase() === this.first.host || isLocal !== expected) {
      return undefined;
    }
    return (
      `the request came for \`${host}\` (${header}), but baseUrl is \`${this.first.origin}\`; if the browser shows ` +
      'that host, the cookie of this sign-in will not reach the callback'
    );
  }
}

/**
 * The host the browser asked for, and the header that says so. A list, as several proxies make it, has the browser's
 * first. Allowed hosts are compared as a whole, so a forged header can only choose among them.
 */
function requestedHost(headers: Headers | undefined): { header: string; host: string } {
  const text = (name: string) => headers?.get(name)?.split(',')[0]?.trim() ?? '';
  const forwarded = text('x-forwarded-host');
  return forwarded ? { header: 'x-forwarded-host', host: forwarded } : { header: 'host', host: text('host') };
}

/** `baseUrl`, or one origin per allowed host. */
export function checkBase(given: GenkanNextConfig, problems: Problems): Base | undefined {
  const hosts = given.allowedHosts ?? [];
  if (given.baseUrl) {
    if (hosts.length > 0) {
      problems.add('allowedHosts', 'and baseUrl exclude each other; keep baseUrl for one address');
    }
    const url = checkedUrl('baseUrl', given.baseUrl, given.allowHttp, problems);
    return url && new Base([url], true);
  }
  if (hosts.length === 0) {
    return problems.add('baseUrl', 'is missing; where browsers reach this app, for example http://localhost:3000');
  }
  const urls = hosts.map((host) => checkHost(host, problems)).filter((url) => url !== undefined);
  const secure = urls.filter((url) => url.protocol === 'https:').length;
  if (urls.length === hosts.length && secure !== 0 && secure !== urls.length) {
    problems.add('allowedHosts', 'mixes this machine with public hosts, which need different cookies; use one kind');
  }
  return urls.length === hosts.length ? new Base(urls as [URL, ...URL[]], false) : undefined;
}

function checkHost(host: string, problems: Problems): URL | undefined {
  const plain = /^[^/@\\*?#\s]+$/.test(host) && !host.endsWith(':');
  if (plain && URL.canParse(`http://${host}`) && isTrustworthy(new URL(`http://${host}`))) {
    return new URL(`http://${host}`);
  }
  if (plain && URL.canParse(`https://${host}`)) {
    return new URL(`https://${host}`);
  }
  return problems.add('allowedHosts', `\`${host}\` is not a host such as app.example.com or localhost:3000`);
}

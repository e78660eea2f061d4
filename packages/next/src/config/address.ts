import type { GenkanNextConfig } from './types.js';

/** What is wrong with a configuration: every problem at once. */
export class Problems {
  readonly list: { setting: string; message: string }[] = [];

  add(setting: string, message: string): undefined {
    this.list.push({ setting, message });
    return undefined;
  }
}

/** The issuer: as given, or `/oidc` below the endpoint of a Genkan or Logto server. */
export function checkedIssuer(
  given: Pick<GenkanNextConfig, 'issuer' | 'endpoint' | 'allowHttp'>,
  problems: Problems,
): string | undefined {
  if (given.issuer) {
    return checkedUrl('issuer', given.issuer, given.allowHttp, problems) && given.issuer;
  }
  if (!given.endpoint) {
    return problems.add('endpoint', 'is missing; for example https://auth.example.com');
  }
  const endpoint = given.endpoint.replace(/\/+$/, '');
  return checkedUrl('endpoint', endpoint, given.allowHttp, problems) && `${endpoint}/oidc`;
}

/** An http(s) URL without query, fragment and user; plain http only on this machine, unless allowed. */
export function checkedUrl(
  setting: string,
  value: string,
  allowHttp: boolean | undefined,
  problems: Problems,
): URL | undefined {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.host === '') {
    return problems.add(setting, `\`${value}\` is not a URL; write it with its scheme, https://…`);
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    return problems.add(setting, 'must not have a query, a fragment or a user name');
  }
  if (!allowHttp && !isTrustworthy(url)) {
    return problems.add(
      setting,
      `\`${value}\` is plain http beyond this machine; use https, or allowHttp in a closed network`,
    );
  }
  return url;
}

/** https, or a host that is this machine: what browsers call a potentially trustworthy origin. */
export function isTrustworthy(url: URL): boolean {
  if (url.protocol === 'https:') {
    return true;
  }
  const host = url.hostname;
  return host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host) || host === '[::1]';
}

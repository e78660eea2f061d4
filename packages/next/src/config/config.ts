import type { Clock, Random } from '../core/clock.js';
import { systemClock, systemRandom } from '../core/clock.js';
import { ConfigError } from '../core/errors.js';
import { ReservedResource, ReservedScope, UserScope } from '../core/scopes.js';
import type { SessionStore } from '../store/types.js';
import type { SessionWrapper } from '../store/wrapper.js';
import type { Base } from './base.js';
import { checkBase } from './base.js';
import { checkedIssuer, isTrustworthy, Problems } from './address.js';
import { checkPaths, type Paths } from './paths.js';
import { checkLimits, checkNames, checkSecrets } from './checks.js';
import type { GenkanNextConfig } from './types.js';

const DAY = 24 * 60 * 60;

/** A checked configuration, with every default filled in. */
export interface Config {
  readonly issuer: string;
  readonly appId: string;
  readonly appSecret: string | undefined;
  readonly base: Base;
  /** `baseUrl` as it was given: the address to come back to after signing out that the field's apps have registered. */
  readonly home: string | undefined;
  readonly cookieSecrets: string[];
  readonly cookieSecure: boolean;
  readonly scopes: string[];
  readonly resources: string[];
  readonly prompt: string;
  readonly paths: Paths;
  readonly store: SessionStore | undefined;
  readonly wrapper: SessionWrapper | undefined;
  readonly sessionLifetime: number;
  readonly longestSession: number;
  readonly refreshMargin: number;
  readonly allowHttp: boolean;
  readonly clock: Clock;
  readonly random: Random;
}

/** Checks every setting and reports all problems together. */
export function checkConfig(given: GenkanNextConfig): Config {
  const problems = new Problems();
  const allowHttp = given.allowHttp ?? false;
  const issuer = checkedIssuer(given, problems);
  const base = checkBase(given, problems);
  const cookieSecrets = checkSecrets(given, problems);
  checkNames(given, problems);
  const paths = checkPaths(given, problems);
  const limits = {
    sessionLifetime: given.sessionLifetime ?? 14 * DAY,
    longestSession: given.longestSession ?? Math.max(180 * DAY, given.sessionLifetime ?? 0),
    refreshMargin: given.refreshMargin ?? 60,
  };
  checkLimits(limits, problems);
  if (given.cookieSecure === true && base && !isTrustworthy(base.first)) {
    problems.add(
      'cookieSecure',
      `is true, but browsers drop Secure cookies on the plain http site \`${base.first.origin}\`; use https in baseUrl`,
    );
  }
  if (problems.list.length > 0 || !issuer || !base) {
    throw new ConfigError(problems.list);
  }
  const scopes = scopesOf(given);
  return {
    ...limits,
    issuer,
    base,
    cookieSecrets,
    paths,
    scopes,
    allowHttp,
    home: given.afterSignOut === undefined ? given.baseUrl : undefined,
    appId: given.appId,
    appSecret: given.appSecret || undefined,
    cookieSecure: given.cookieSecure ?? base.first.protocol === 'https:',
    resources: resourcesOf(given, scopes),
    prompt: [given.prompt ?? 'consent'].flat().join(' '),
    store: given.sessionStore,
    wrapper: given.sessionWrapper,
    clock: given.clock ?? systemClock,
    random: given.random ?? systemRandom,
  };
}

function scopesOf(given: GenkanNextConfig): string[] {
  const reserved = [ReservedScope.OpenId, ReservedScope.OfflineAccess, UserScope.Profile];
  const scopes = [...((given.includeReservedScopes ?? true) ? reserved : []), ...(given.scopes ?? [])];
  return [...new Set<string>(scopes)];
}

function resourcesOf(given: GenkanNextConfig, scopes: string[]): string[] {
  const organizations = scopes.includes(UserScope.Organizations) ? [ReservedResource.Organization] : [];
  return [...new Set<string>([...(given.resources ?? []), ...organizations])];
}

import { warn } from '../core/log.js';
import { returnAddress } from '../core/return-to.js';
import { merged, type SessionRecord } from './record.js';
import type { Session } from './session.js';
import { absolute } from './sign-in.js';

/**
 * Signs out here and at the provider: ends the session, revokes the refresh token (RFC 7009) and gives the address that
 * ends the provider's own session (OpenID Connect RP-Initiated Logout §2), or home when it has none. A provider that
 * does not answer keeps nobody signed in here; a store that does not answer is an error, and nobody is signed out.
 */
export async function endHere(session: Session, base: URL, redirectUri?: string): Promise<string> {
  const { config, provider } = session.instance;
  const home = landingAfter(session, base, redirectUri);
  const record = await forget(session);
  if (record?.refreshToken !== undefined) {
    await provider.revoke(record.refreshToken).catch((error: unknown) => {
      warn('the refresh token could not be revoked', error);
    });
  }
  const metadata = await provider.metadata().catch(() => undefined);
  if (!metadata?.end_session_endpoint) {
    return home;
  }
  const url = new URL(metadata.end_session_endpoint);
  url.searchParams.append('client_id', config.appId);
  url.searchParams.append('post_logout_redirect_uri', home);
  return url.href;
}

/** Ends the session here, without the provider, and gives its last record. */
export async function forget(session: Session): Promise<SessionRecord | undefined> {
  const { instance, record } = session;
  if (!record) {
    session.clear('must');
    return undefined;
  }
  session.checkWritable();
  const family = instance.memory.families.get(record.id, instance.config.clock());
  // A refresh under way finishes first, so that its token is the one that is revoked.
  return family.turn.run(async () => {
    let last = record;
    if (instance.stored) {
      const current = await instance.stored.load(record.id);
      last = current ? merged(last, current) : last;
      await instance.stored.delete(record.id);
    }
    last = family.newest ? merged(last, family.newest) : last;
    family.endTold();
    session.clear('must');
    return last;
  });
}

/** Where people land afterwards; a wish that would leave the site is ignored. */
function landingAfter(session: Session, base: URL, wish: string | undefined): string {
  const { config } = session.instance;
  if (wish === base.origin || wish === base.href) {
    return wish;
  }
  const path = wish ? returnAddress(base, wish) : undefined;
  if (wish && path === undefined) {
    warn(`after signing out, \`${wish}\` would leave the site; the configured path is used`);
  }
  if (path !== undefined) {
    return base.origin + path;
  }
  return config.home ?? absolute(base, config.paths.afterSignOut);
}

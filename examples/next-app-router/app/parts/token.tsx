import { Claims } from './claims';
import { words } from '../words';

/** What an access token says. The token itself only for those who ask: it is a key. */
export async function Token({ token }: { token: string }) {
  const said = await words();
  const claims = claimsOf(token);
  return (
    <>
      {claims ? <Claims of={claims} /> : <p className="empty">{said.opaque}</p>}
      <details>
        <summary>{said.showToken}</summary>
        <p className="note">{said.showTokenNote}</p>
        <code className="token">{token}</code>
      </details>
    </>
  );
}

/** What a JWT says, without checking it: for people to look at. `undefined` when it is no JWT. */
function claimsOf(token: string): object | undefined {
  const [, payload, signature] = token.split('.');
  return signature === undefined ? undefined : JSON.parse(Buffer.from(payload, 'base64url').toString());
}

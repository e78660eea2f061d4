import { words } from '../words';

/** The claims of the protocol, which a person looks at last. */
const PROTOCOL = ['iss', 'aud', 'azp', 'client_id', 'auth_time', 'iat', 'nbf', 'exp', 'nonce', 'sid', 'jti', 'cnf'];

/** Names and values: who, then what about them, then the protocol's. Times are also said in words. */
export async function Claims({ of: claims }: { of: object }) {
  const { lang } = await words();
  const rank = (name: string) => (name === 'sub' ? -1 : PROTOCOL.indexOf(name) + 1);
  const rows = Object.entries(claims).sort(([one], [other]) => rank(one) - rank(other));
  return (
    <table>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {text(value)} <span className="meaning">{time(name, value, lang)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Genkan and Logto give `updated_at` and `created_at` in milliseconds, the others are seconds. */
function time(name: string, value: unknown, lang: string): string | undefined {
  if (!['iat', 'exp', 'nbf', 'auth_time', 'updated_at', 'created_at'].includes(name) || typeof value !== 'number') {
    return undefined;
  }
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  return `${format.format(value > 100_000_000_000 ? value : value * 1000)} UTC`;
}

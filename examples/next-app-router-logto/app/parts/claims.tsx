const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Names and values; moments are also said in words. */
export function Claims({ of: claims, lang }: { of: object; lang: string }) {
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  const rows = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined);
  return (
    <table>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              {text(value)}
              {['iat', 'exp'].includes(name) && <span className="soft"> {format.format(value * 1000)} UTC</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a JWT says, without checking it: for people to look at. `undefined` when it is no JWT. */
export function claimsOf(token: string): object | undefined {
  const [, payload, signature] = token.split('.');
  return signature === undefined ? undefined : JSON.parse(Buffer.from(payload, 'base64url').toString());
}

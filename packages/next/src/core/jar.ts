export interface Cookie {
  readonly name: string;
  readonly value: string;
}

export interface CookieAttributes {
  readonly path: '/';
  readonly httpOnly: true;
  readonly sameSite: 'lax';
  readonly secure: boolean;
  /** Seconds; 0 removes. */
  readonly maxAge: number;
}

/** The cookies of one request and its response. All this package knows of Next. */
export interface CookieJar {
  getAll(): readonly Cookie[];
  /** May throw where the response has begun, as in a server component. */
  set(name: string, value: string, attributes: CookieAttributes): void;
}

/** A jar over a `Cookie` header, for code that answers with a `Response` of its own. */
export class HeaderJar implements CookieJar {
  readonly #cookies: Map<string, string>;
  readonly #written = new Map<string, string>();

  constructor(header: string | null | undefined) {
    this.#cookies = parseCookies(header);
  }

  getAll(): Cookie[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value }));
  }

  set(name: string, value: string, attributes: CookieAttributes): void {
    const { maxAge, secure } = attributes;
    const suffix = secure ? '; Secure' : '';
    this.#written.set(name, `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${suffix}`);
    if (maxAge > 0) {
      this.#cookies.set(name, value);
    } else {
      this.#cookies.delete(name);
    }
  }

  /** `Set-Cookie` values for the response. */
  get written(): string[] {
    return [...this.#written.values()];
  }

  /** The `Cookie` header as the browser would send it next. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** The first of a name wins: it has the most specific path (RFC 6265 §5.4). */
function parseCookies(header: string | null | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (header ?? '').split(';')) {
    const text = pair.trim();
    const separator = text.indexOf('=');
    const name = text.slice(0, separator);
    if (separator > 0 && !cookies.has(name)) {
      cookies.set(name, text.slice(separator + 1));
    }
  }
  return cookies;
}

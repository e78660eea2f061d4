import { GenkanError, type GenkanErrorCode } from '../core/errors.js';

interface Explanation {
  status: number;
  /** For the developer's log. */
  text: (detail: string) => string;
  /** For the person in front of the screen. */
  remedy: string;
}

const NOT_HERE = 'This sign-in was not started in this browser, or its cookie is gone. Start again from here.';
const NOT_FROM_THERE =
  'The answer did not come from where it should, so it was not used. Start again; if it happens again, tell the people ' +
  'who run this site.';

const EXPLANATIONS: Partial<Record<GenkanErrorCode, Explanation>> = {
  state_missing: { status: 400, text: () => 'the callback has no usable `state`', remedy: NOT_HERE },
  state_mismatch: {
    status: 400,
    text: () =>
      'no sign-in with this `state` is under way in this browser: another browser, an old bookmark, blocked cookies, or ' +
      'a baseUrl that is not where the sign-in began',
    remedy: NOT_HERE,
  },
  sign_in_expired: {
    status: 400,
    text: () => 'the sign-in took longer than ten minutes',
    remedy: 'More than ten minutes have passed since the sign-in began. Start again from here.',
  },
  issuer_missing: {
    status: 400,
    text: () => 'the callback has no `iss`, which the provider promises (RFC 9207 §2.4)',
    remedy: NOT_FROM_THERE,
  },
  issuer_mismatch: {
    status: 400,
    text: () => 'the callback names another issuer than the one that was asked (RFC 9207 §2.4)',
    remedy: NOT_FROM_THERE,
  },
  access_denied: {
    status: 400,
    text: (error) => `the identity provider answered with the error \`${error}\``,
    remedy: 'The sign-in was cancelled. You can start again whenever you like.',
  },
  provider_error: {
    status: 400,
    text: (error) => `the identity provider answered with the error \`${error}\``,
    remedy: 'The sign-in page could not finish. Start again from here.',
  },
  code_missing: { status: 400, text: () => 'the callback has no `code`', remedy: NOT_HERE },
  exchange_refused: {
    status: 502,
    text: (error) => `the code could not be exchanged: \`${error}\``,
    remedy: 'The sign-in could not be completed. Start again; if it happens again, tell the people who run this site.',
  },
  id_token_invalid: { status: 502, text: (problem) => `the ID token is not valid: ${problem}`, remedy: NOT_FROM_THERE },
  session_too_large: {
    status: 502,
    text: () => '',
    remedy: 'Your account carries more data than this site can keep. Tell the people who run this site.',
  },
  unknown_host: {
    status: 400,
    text: () => '',
    remedy: 'This site does not sign people in under this address. Use its usual one.',
  },
  store_unavailable: {
    status: 503,
    text: () => '',
    remedy: 'This site cannot keep you signed in right now. Wait a moment and try again.',
  },
  provider_unavailable: {
    status: 503,
    text: () => '',
    remedy: 'The sign-in service does not answer. Wait a moment and try again.',
  },
};

/** Why a sign-in could not be finished. `code` is stable, `message` is for the log, `remedy` for the person. */
export class CallbackError extends GenkanError {
  static override readonly brand: string = 'GenkanCallbackError';
  override name = 'CallbackError';
  /** The provider's error code, when it gave one. Text from outside: escape it. */
  readonly error: string | undefined;
  /** What the provider said about it. Text from outside: escape it. */
  readonly errorDescription: string | undefined;

  constructor(code: GenkanErrorCode, detail?: string, errorDescription?: string) {
    const explanation = EXPLANATIONS[code];
    super(code, explanation?.status ?? 500, explanation?.text(detail ?? '') ?? code);
    this.error = detail;
    this.errorDescription = errorDescription;
  }

  /** What happened and what to do, in words for the person in front of the screen. */
  get remedy(): string {
    return remedyOf(this);
  }
}

/** The same for any error that a sign-in can meet. */
export function remedyOf(error: GenkanError): string {
  return EXPLANATIONS[error.code]?.remedy ?? 'The sign-in could not be started. Tell the people who run this site.';
}

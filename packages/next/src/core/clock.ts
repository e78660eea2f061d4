/** Tells the time as whole seconds since the Unix epoch, the unit of every JWT time claim (RFC 7519 §2). */
export type Clock = () => number;

/** Gives this many unpredictable bytes, for states, nonces, verifiers, session ids and sealing. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = () => Math.floor(Date.now() / 1000);

export const systemRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

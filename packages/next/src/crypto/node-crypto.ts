type NodeCrypto = typeof import('node:crypto');
type WithBuiltins = { process?: { getBuiltinModule?: (name: string) => unknown } };

/**
 * Node's synchronous cryptography where there is Node, without an import that bundlers for other runtimes stumble
 * over. Everywhere else Web Crypto does the same, asynchronously.
 */
export const nodeCrypto = (globalThis as WithBuiltins).process?.getBuiltinModule?.('node:crypto') as
  | NodeCrypto
  | undefined;

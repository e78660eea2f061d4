type NodeCrypto = typeof import('node:crypto');
type Runtime = { EdgeRuntime?: string; process?: { getBuiltinModule?: (name: string) => unknown } };

/**
 * Node's synchronous cryptography where there is Node, without an import that bundlers for other runtimes stumble
 * over. Everywhere else Web Crypto does the same, asynchronously.
 */
export const nodeCrypto = lookUp(globalThis as Runtime);

function lookUp(runtime: Runtime): NodeCrypto | undefined {
  if (runtime.EdgeRuntime !== undefined) {
    return undefined;
  }
  try {
    return runtime.process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;
  } catch {
    // Next's edge runtime has such a function only to say that it has none.
    return undefined;
  }
}

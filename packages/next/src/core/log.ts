/** Tells the operator; never a token, a secret or a claim. */
export function warn(message: string, error?: unknown): void {
  const reason = error instanceof Error ? `: ${error.message}` : '';
  console.warn(`[genkan] ${message}${reason}`);
}

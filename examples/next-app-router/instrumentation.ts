import { missingSettings } from './app/genkan';

/** Runs once, before the first request: an app without its settings says which ones, instead of failing at sign-in. */
export function register() {
  const missing = missingSettings();
  if (missing.length > 0) {
    throw new Error(`These settings are missing: ${missing.join(', ')}. README.md shows where each one comes from.`);
  }
}

/** What an app keeps in its session: strings by key. */
export class MemoryStorage {
  /** @param {Record<string, string>} [items] */
  constructor(items = {}) {
    this.items = items
  }
  /** @param {string} key */
  async getItem(key) {
    return this.items[key] ?? null
  }
  /** @param {string} key @param {string} value */
  async setItem(key, value) {
    this.items[key] = value
  }
  /** @param {string} key */
  async removeItem(key) {
    delete this.items[key]
  }
}

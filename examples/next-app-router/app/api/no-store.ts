/** What belongs to one person is nobody else's to keep. */
export const noStore = { 'cache-control': 'private, no-store', vary: 'Cookie' };

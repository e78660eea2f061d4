/** What {@link inTime} gives for work that is not done yet. */
export const LATE = Symbol('late');

/** What `work` gives, or {@link LATE} after this many milliseconds; it goes on when nobody waits for it. */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | typeof LATE> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

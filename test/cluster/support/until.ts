const PAUSE_MS = 20;

/** Asks again and again until the answer is yes; fails after a minute, or as many seconds as are given. */
export async function until(holds: () => Promise<boolean>, what: string, seconds = 60): Promise<void> {
  const deadline = performance.now() + 1000 * seconds;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

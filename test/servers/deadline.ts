/** How long a test waits for something that is to come by itself before it says what it saw instead. */
const DEADLINE_MS = 60_000;
const LOOK_EVERY_MS = 20;

/**
 * Asks again and again until the answer satisfies, and resolves to it.
 *
 * @throws Error at the deadline, with what was waited for and the last answer.
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  satisfies: (answer: T) => boolean,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    if ('value' in answer && satisfies(answer.value)) return answer.value;
    if (performance.now() > endsAt) {
      const saw = 'value' in answer ? JSON.stringify(answer.value) : String(answer.error);
      throw new Error(`no ${what} within ${deadlineMs} ms; last seen: ${saw}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

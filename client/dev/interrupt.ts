/** Resolves at Ctrl-C or SIGTERM, so that what was started can be stopped in order. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    // A timer keeps the process alive while nothing else does.
    const alive = setInterval(() => undefined, 60_000);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}

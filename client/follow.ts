import type { Progress } from '../roadmap/progress';
import type { DirsyncClient } from './index';
import type { Io } from './io';
import { lazy } from './lazy';

export interface FollowOptions {
  json?: boolean;
  /** Leave when this holds; at the end of the deployment in any case. */
  until?: (progress: Progress) => boolean;
}

/** Shows a deployment as it goes on, and returns how it stood at last; undefined when told to stop before the first look. */
export async function follow(
  io: Io,
  dirsync: DirsyncClient,
  deployment: string,
  { json, until = () => false }: FollowOptions,
): Promise<Progress | undefined> {
  const show = json ? jsonLines(io) : io.stdout.isTTY ? liveView(io) : printouts(io);
  let last: Progress | undefined;
  try {
    for await (const progress of dirsync.watch(deployment, {
      signal: io.signal,
      onTrouble: ({ message }) => show.trouble(message),
    })) {
      last = progress;
      show.progress(progress);
      if (until(progress)) break;
    }
  } finally {
    show.end();
  }
  return last;
}

interface Show {
  progress(progress: Progress): void;
  trouble(message: string): void;
  end(): void;
}

/** One JSON object a line for each change. */
const jsonLines = ({ stdout, stderr }: Io): Show => ({
  progress: (progress) => void stdout.write(`${JSON.stringify(progress)}\n`),
  trouble: (message) => void stderr.write(`${message}\n`),
  end: () => undefined,
});

/** Where lines can't be taken back: the whole status after each change. */
const printouts = (io: Io): Show => ({
  progress: (progress) => void io.stdout.write(`${rendered(io, progress)}\n`),
  trouble: (message) => void io.stderr.write(`${message}\n`),
  end: () => undefined,
});

const everyMs = 1000;
const clearScreen = '\x1b[H\x1b[2J';

/** Redraws in place each second, because durations grow; the last drawing stays, whole. */
function liveView(io: Io): Show {
  let current: Progress | undefined;
  let trouble = '';
  const draw = () => {
    if (current) io.stdout.write(`${clearScreen}${fitted(rendered(io, current) + trouble, io.stdout.rows)}`);
  };
  const timer = setInterval(draw, everyMs);
  return {
    progress(progress) {
      current = progress;
      trouble = '';
      draw();
    },
    trouble(message) {
      trouble = `\n${message}\n`;
    },
    end() {
      clearInterval(timer);
      if (current) io.stdout.write(`${clearScreen}${rendered(io, current)}${trouble}`);
    },
  };
}

export function rendered({ stdout, env }: Io, progress: Progress): string {
  const { renderStatus, useColor } = lazy.views();
  return renderStatus(progress, {
    now: Date.now(),
    width: stdout.columns ?? 100,
    color: useColor(env, stdout),
  });
}

/** The headline and the end of a text that is higher than the terminal: what has been done goes first. */
export function fitted(text: string, rows = 24): string {
  const lines = text.trimEnd().split('\n');
  const room = rows - 1;
  if (lines.length <= room) return `${lines.join('\n')}\n`;
  const tail = lines.slice(-(room - 2));
  return `${[lines[0], `  … ${lines.length - tail.length - 1} lines above …`, ...tail].join('\n')}\n`;
}

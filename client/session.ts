import type { DirsyncClient } from './index';
import type { Io } from './io';
import { InputError } from './io';
import type { Vouch } from './vouch';
import { lazy } from './lazy';

/** Connects to Temporal for the time of one command. `by` is a name that was given, for what is said to a deployment. */
export async function withDirsync<T>(
  io: Io,
  use: (dirsync: DirsyncClient) => Promise<T>,
  by?: string,
): Promise<T> {
  const client = await (io.connect ? io.connect() : lazy.connect().connectClient(io.env));
  try {
    return await use(
      lazy.api().createDirsyncClient({
        client,
        taskQueue: io.env.DIRSYNC_TASK_QUEUE || undefined,
        vouch: vouchAs(io, by),
      }),
    );
  } finally {
    await client.connection.close();
  }
}

/** Loaded when somebody signs in: @azure/identity takes its time. */
function vouchAs(io: Io, by: string | undefined): Vouch {
  return async (worksheet, said) => {
    if (by !== undefined) {
      throw new InputError(
        '--by: is not taken here, because this deployment goes by who signs in (approvals.trust is entra). Leave it out.',
      );
    }
    return lazy.vouch().createVouch(io)(worksheet, said);
  };
}

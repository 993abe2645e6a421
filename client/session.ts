import type { DirsyncClient } from './index';
import type { Io } from './io';
import { lazy } from './lazy';

/** Connects to Temporal for the time of one command. */
export async function withDirsync<T>(io: Io, use: (dirsync: DirsyncClient) => Promise<T>): Promise<T> {
  const client = await (io.connect ? io.connect() : lazy.connect().connectClient(io.env));
  try {
    return await use(
      lazy.api().createDirsyncClient({ client, taskQueue: io.env.DIRSYNC_TASK_QUEUE || undefined }),
    );
  } finally {
    await client.connection.close();
  }
}

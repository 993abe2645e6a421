import { z } from 'zod';
import type { Problem } from '../../../roadmap/problems';
import type { Evidence } from '../../../roadmap/progress';
import type { Worksheet } from '../../../worksheet/schema';

export const schema = z.object({
  proxy: z.string(),
  bypass: z.array(z.string()),
  machineConfig: z.boolean(),
  winHttp: z.boolean(),
  changed: z.boolean(),
});

export function interpret(w: Worksheet, result: z.output<typeof schema>): Evidence | Problem {
  const missing = [
    ...(result.machineConfig ? [] : ['machine.config of .NET']),
    ...(result.winHttp ? [] : ['WinHTTP']),
  ];
  if (missing.length > 0) {
    return {
      code: 'GuestScriptFailed',
      message: `The proxy is not set in ${missing.join(' and ')}.`,
      remedy: 'Set it on the server by hand, or find out which policy resets it, and retry.',
      resource: w.server.name,
    };
  }
  return { ...result };
}

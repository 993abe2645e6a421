import assert from 'node:assert/strict';
import * as commands from '../../roadmap/commands';

describe('commands that answer a deployment', () => {
  const table: [string, string][] = [
    [commands.approveCommand('contoso', 'plan', 'namespace'), 'npx dirsync approve contoso plan --by <you>'],
    [
      commands.rejectCommand('contoso', 'vpn-device', 'namespace'),
      'npx dirsync reject contoso vpn-device --by <you> --comment "<why>"',
    ],
    [commands.retryCommand('contoso', 'tunnel', 'namespace'), 'npx dirsync retry contoso tunnel --by <you>'],
    [
      commands.skipCommand('contoso', 'proxy', 'namespace'),
      'npx dirsync skip contoso proxy --by <you> --comment "<why>"',
    ],
    [
      commands.abandonCommand('contoso', 'namespace'),
      'npx dirsync abandon contoso --by <you> --comment "<why>"',
    ],
    [
      commands.approveSignal('contoso', 'plan'),
      `temporal workflow signal --workflow-id dirsync/contoso --name decide --input '{"gate":"plan","decision":"approve","by":"<you>"}'`,
    ],
    [
      commands.retrySignal('contoso', 'tunnel'),
      `temporal workflow signal --workflow-id dirsync/contoso --name retryStep --input '{"step":"tunnel","by":"<you>"}'`,
    ],
    [
      commands.signalCommand('contoso', 'abandon', { by: "o'hara" }),
      `temporal workflow signal --workflow-id dirsync/contoso --name abandon --input '{"by":"o'\\''hara"}'`,
    ],
  ];
  for (const [actual, expected] of table) it(expected, () => assert.equal(actual, expected));
});

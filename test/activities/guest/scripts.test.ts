import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { guestScripts, type GuestScript } from '../../../activities/api';
import { scriptCall, scriptSource } from '../../../activities/guest/scripts';
import { contoso } from '../../support/worksheet';

const parameters: Record<GuestScript, string[]> = {
  'set-proxy': ['Address', 'Bypass'],
  'verify-membership': ['Domain'],
  'verify-prerequisites': ['ProxyAddress', 'Hosts'],
  'install-entra-connect': ['Source', 'Sha256', 'MinimumVersion', 'ProxyAddress'],
  'verify-synchronisation': [],
};

describe('guest scripts', () => {
  let parser: Parser;

  before(async () => {
    await Parser.init();
    const folder = dirname(require.resolve('tree-sitter-powershell/package.json'));
    parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(join(folder, 'tree-sitter-powershell.wasm'))));
  });

  after(() => parser.delete());

  for (const script of guestScripts) {
    describe(script, () => {
      const source = scriptSource(script);

      it('is PowerShell', () => {
        const tree = parser.parse(source);
        assert.ok(tree);
        assert.deepEqual(mistakes(tree.rootNode), []);
      });

      it('begins with its name, as the simulated server and people reading logs expect', () => {
        assert.equal(source.split('\n')[0], `# dirsync guest script: ${script}`);
      });

      it('declares the parameters of the contract, none of which prompts', () => {
        const block = /^param\(([\s\S]*?)\)$/m.exec(source)?.[1] ?? '';
        assert.deepEqual(
          [...block.matchAll(/\[string\] \$(\w+) = /g)].map((match) => match[1]),
          parameters[script],
        );
        assert.doesNotMatch(source, /Mandatory|Read-Host|Get-Credential|Invoke-Expression|\biex\b/i);
      });

      it('is strict, stops at errors, and says so with an exit code and JSON', () => {
        assert.match(source, /^Set-StrictMode -Version 2\.0$/m);
        assert.match(source, /^\$ErrorActionPreference = 'Stop'$/m);
        assert.match(source, /\n {2}exit 0\n} catch \{[\s\S]*error = [\s\S]*exit 1\n}\n$/);
      });

      it('is sent no parameter that it does not declare', () => {
        for (const cloud of ['public', 'china'] as const) {
          const call = scriptCall(
            script,
            contoso((input) => {
              input.azure.cloud = cloud;
            }),
          );
          const names = [...call.parameters, ...call.protectedParameters].map(({ name }) => name);
          assert.deepEqual(
            names.filter((name) => !parameters[script].includes(name)),
            [],
          );
        }
      });
    });
  }

  it('hides addresses, which may carry a token', () => {
    const call = scriptCall('install-entra-connect', contoso());
    assert.deepEqual(
      call.protectedParameters.map(({ name }) => name),
      ['Source', 'ProxyAddress'],
    );
  });
});

function mistakes(node: Node): string[] {
  const own = node.isError || node.isMissing ? [`line ${node.startPosition.row + 1}: ${node.text}`] : [];
  return [...own, ...node.children.flatMap((child) => (child ? mistakes(child) : []))];
}

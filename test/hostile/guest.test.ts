import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guestScripts } from '../../activities/api';
import { scriptCall, scriptSource } from '../../activities/guest/scripts';
import { checkWorksheet } from '../../worksheet/check';
import { contosoInput } from '../support/worksheet';
import { oddText, settings, withValue } from './cases';

/** Every field of the worksheet that reaches a script, and a worksheet in which it does. */
const base = {
  ...contosoInput(),
  proxy: { address: 'http://proxy.contoso.com:8080', bypass: ['contoso.com'] },
};
const fields: { path: (string | number)[]; around: [string, string] }[] = [
  { path: ['proxy', 'address'], around: ['http://proxy.contoso.com:8080', ''] },
  { path: ['proxy', 'address'], around: ['http://', '.contoso.com:8080'] },
  { path: ['proxy', 'bypass', 0], around: ['', '.contoso.com'] },
  { path: ['domain', 'name'], around: ['', 'corp.contoso.com'] },
  {
    path: ['entraConnect', 'installer', 'source'],
    around: ['https://downloads.contoso.example/', 'AzureADConnect.msi'],
  },
  { path: ['entraConnect', 'installer', 'source'], around: ['https://', '/AzureADConnect.msi'] },
  { path: ['entraConnect', 'installer', 'sha256'], around: ['', ''] },
  { path: ['entraConnect', 'installer', 'minimumVersion'], around: ['2.6.92.', ''] },
];

const dangerous = fc.constantFrom(
  '"',
  "'",
  '$',
  '`',
  '\n',
  '\r',
  ';',
  '|',
  '&',
  '(',
  ')',
  '{',
  '}',
  '<',
  '>',
  ' ',
  '\t',
  '\u201c',
  '\u2019',
  '\u0000',
  '$(calc)',
  '`n',
  '"; calc; "',
  "'; calc; '",
  '%COMSPEC%',
  '^',
);
const hostile = fc
  .array(fc.oneof(dangerous, oddText), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));

/**
 * The agent of a managed run command puts the parameters on a command line, and how it quotes them is not published. So whatever
 * a shell or PowerShell could take for more than a letter must not come as far: typographic quotes count as quotes there.
 */
const harmless = /^([A-Za-z0-9.,:/_~@+=*-]|%[0-9A-Fa-f]{2}|<local>)*$/;

describe(`hostile parameters of guest scripts, ${settings.numRuns} cases`, function () {
  this.timeout('20 minutes');

  it('are refused in the worksheet, or hold nothing that could be evaluated', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.constantFrom(...fields), hostile, ({ path, around: [before, after] }, text) => {
        const { worksheet } = checkWorksheet(withValue(base, path, `${before}${text}${after}`));
        if (!worksheet) return;
        taken++;
        for (const script of guestScripts) {
          const { parameters, protectedParameters } = scriptCall(script, worksheet);
          for (const { name, value } of [...parameters, ...protectedParameters])
            assert.match(value, harmless, `${script} -${name}`);
        }
      }),
      settings,
    );
    assert.ok(taken > 0, 'no case came as far as a script');
  });

  it('reach scripts that evaluate nothing', () => {
    for (const script of guestScripts) {
      assert.doesNotMatch(
        scriptSource(script),
        /Invoke-Expression|\biex\b|\[scriptblock\]::Create|ExpandString|Add-Type -TypeDefinition|-EncodedCommand|cmd(\.exe)? \/c/i,
        script,
      );
    }
  });
});

import assert from 'node:assert/strict';
import { passwordProblems, sharedKeyAdvice, sharedKeyProblems } from '../../worksheet/passwords';

describe('password rules', () => {
  const table: [string, string, number][] = [
    ['a good one', 'Winter-Is-Over-2026', 0],
    ['eleven characters', 'Abcdefgh-12', 1],
    ['124 characters', `Aa1${'x'.repeat(121)}`, 1],
    ['two classes', 'abcdefghijklm1', 1],
    ['three classes without a symbol', 'Abcdefghijkl1', 0],
    ['refused by Azure, and too short', 'P@ssw0rd', 2],
    ['refused by Azure', 'P@ssword123', 2],
    ['the name of the administrator', 'My-syncADMIN-2026', 1],
    ['a line end', 'Winter-Is-Over-2026\n', 1],
    ['nothing', '', 2],
  ];
  for (const [what, password, problems] of table) {
    it(`${what}: ${problems}`, () => {
      const said = passwordProblems(password, 'syncadmin');
      assert.equal(said.length, problems, said.join(' '));
      assert.ok(password === '' || !said.join(' ').includes(password));
    });
  }

  const keys: [string, string, number, number][] = [
    ['32 letters and digits', 'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg0Q', 0, 0],
    ['a short key', 'abc123', 0, 1],
    ['other printable characters', 'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg0!', 0, 1],
    ['a hyphen', 'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg-0', 1, 1],
    ['a tilde and a space', 'a ~', 2, 1],
    ['a line end', 'Zk3vT9qLm2Xw7Rb5Yc8Hd4Nf6Pj1Sg0Q\n', 1, 1],
    ['129 characters', 'a'.repeat(129), 1, 1],
    ['nothing', '', 1, 1],
  ];
  for (const [what, key, problems, advice] of keys) {
    it(`shared key, ${what}: ${problems}`, () => {
      assert.equal(sharedKeyProblems(key).length, problems);
      assert.equal(sharedKeyAdvice(key).length, advice);
    });
  }
});

import assert from 'node:assert/strict';
import { duration, listed, moment, usualTime } from '../../roadmap/words';

describe('words', () => {
  const usual: [number, string][] = [
    [0, ''],
    [0.1, 'under a minute'],
    [1, 'about a minute'],
    [35, 'about 35 minutes'],
    [60, 'about 60 minutes'],
    [90, 'about 1.5 hours'],
    [118, 'about 2 hours'],
  ];
  for (const [minutes, words] of usual) {
    it(`usually ${minutes} minutes: "${words}"`, () => assert.equal(usualTime(minutes), words));
  }

  const passed: [number, string][] = [
    [-5, '0 seconds'],
    [1_000, '1 second'],
    [90_000, '1 minute 30 seconds'],
    [39 * 60_000, '39 minutes'],
    [60 * 60_000, '1 hour'],
    [224 * 60_000, '3 hours 44 minutes'],
    [26 * 3_600_000, '1 day 2 hours'],
  ];
  for (const [milliseconds, words] of passed) {
    it(`${milliseconds} ms passed: "${words}"`, () => assert.equal(duration(milliseconds), words));
  }

  it('writes moments in UTC and lists in words', () => {
    assert.equal(moment('2026-11-24T09:05:00+01:00'), '24 November 2026, 08:05 UTC');
    assert.equal(moment('soon'), 'soon');
    assert.equal(listed([]), '');
    assert.equal(listed(['a', 'b', 'c'], 'or'), 'a, b or c');
  });
});

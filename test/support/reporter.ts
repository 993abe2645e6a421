import { reporters } from 'mocha';

/** Mocha's own report, and as last line what `.ci/run` adds up. A hook that fails counts as a failed test. */
export default class SuiteReporter extends reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    process.stdout.write(`${this.stats.passes} passed, ${this.stats.failures} failed\n`);
  }
}

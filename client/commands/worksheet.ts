import type { Command } from 'commander';
import { planBlocked } from '../../roadmap/plan';
import { formatFinding } from '../../worksheet/finding';
import { exitCodes } from '../exitCodes';
import type { Call } from '../io';
import { answer, runs, writeJson } from '../io';
import { lazy } from '../lazy';
import { outside } from '../outside';
import { goodWorksheet } from '../worksheets';

/** Looks at worksheets before a deployment; nothing here starts anything durable. */
export function addWorksheet(program: Command, call: Call): void {
  program
    .command('validate')
    .description('check worksheets; every problem with its place and remedy, at once')
    .argument('<worksheet...>', 'worksheet files')
    .option('--json', 'print the findings as JSON')
    .action(runs(call, async (files: string[], { json }: { json?: boolean }) => validate(call, files, json)));

  program
    .command('plan')
    .description('show what a deployment would make, with your own rights; starts nothing')
    .argument('<worksheet>', 'worksheet file')
    .option('--json', 'print the plan as JSON')
    .action(
      runs(call, async (file: string, { json }: { json?: boolean }) => {
        const worksheet = goodWorksheet(call, file);
        const plan = await lazy.preflight().makePlan({ worksheet, ...outside(call, worksheet) });
        const { renderPlan, useColor } = lazy.views();
        const view = { color: useColor(call.env, call.stdout), width: call.stdout.columns ?? 100 };
        answer(call, json, plan, renderPlan(plan, worksheet, view));
        return planBlocked(plan) ? exitCodes.failed : exitCodes.done;
      }),
    );
}

async function validate(call: Call, files: string[], json?: boolean) {
  const { loadWorksheet } = lazy.load();
  const results = files.map((file) => {
    const loaded = loadWorksheet(file);
    return { file, ok: loaded.ok, findings: loaded.ok ? loaded.warnings : loaded.problems };
  });
  if (json) writeJson(call, results);
  else {
    for (const { file, ok, findings } of results) {
      for (const finding of findings) call.stderr.write(`${formatFinding(finding)}\n`);
      if (ok) call.stdout.write(`${file}: good\n`);
    }
  }
  return results.every(({ ok }) => ok) ? exitCodes.done : exitCodes.badInput;
}

/** The report's only style sheet. Light and dark on screens; always light on A4 paper. Contrast: WCAG AA or better. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --ink: #1b2228; --quiet: #56616b; --line: #d5d9dc; --panel: #f2f4f3; --box: #ffffff;
  --edge: #8a959e; --accent: #1d4f7a; --query: #1b5fa6; --change: #9a4708; --good: #1b6a3c; --bad: #a02622; --warn: #80560a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15191d; --ink: #e6e9eb; --quiet: #a3adb5; --line: #343c43; --panel: #1d2328; --box: #262d33;
    --edge: #75818b; --accent: #8fc1ec; --query: #7db8f2; --change: #f0a766; --good: #7fd09c; --bad: #f39a93; --warn: #e3bd6b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 "Segoe UI", "Helvetica Neue", Helvetica, "Liberation Sans", Arial, system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
}
main, header, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.5rem; }
h1, h2, .lead { font-family: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Liberation Serif", serif; }
header { padding-top: 3.5rem; }
.kicker { margin: 0; color: var(--quiet); letter-spacing: .02em; }
h1 { margin: .1rem 0 .6rem; font-size: 2.6rem; line-height: 1.15; font-weight: 600; overflow-wrap: anywhere; }
.lead { margin: 0 0 1.4rem; font-size: 1.25rem; line-height: 1.45; max-width: 44rem; }
h2 { margin: 3rem 0 .9rem; font-size: 1.55rem; line-height: 1.25; font-weight: 600; }
h3 { margin: 1.6rem 0 .4rem; font-size: 1rem; }
p, li { max-width: 46rem; }
a { color: var(--accent); }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .9rem 1.5rem; margin: 0;
  padding: 1rem 0; border: solid var(--line); border-width: 1px 0; }
dl.facts dt, table.plain th, thead th, caption { color: var(--quiet); font-size: .85rem; font-weight: 400; text-align: left; }
dl.facts dd { margin: 0; text-wrap: balance; font-weight: 600; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .quiet { color: var(--quiet); }
ol.todo { padding-left: 1.4rem; } ol.todo li { margin: .5rem 0; padding-left: .3rem; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; margin: 0 0 1.5rem; }
caption { padding-bottom: .4rem; }
th, td { padding: .45rem .9rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-right: 0; }
tbody th { font-weight: 600; }
tbody tr.phase th { padding-top: 1.3rem; color: var(--accent); border-bottom-color: var(--edge); }
thead th { white-space: nowrap; }
.pairs { columns: 27rem 2; column-gap: 2.5rem; }
.pairs table { break-inside: avoid; }
.pairs caption { color: var(--ink); font-weight: 600; }
table.plain th { width: 10rem; }
table.plain td, table.plain th { padding-top: .3rem; padding-bottom: .3rem; }
time, .nowrap { white-space: nowrap; } dl.facts time { white-space: normal; } .who { min-width: 11rem; }
td ul { margin: 0; padding: 0; list-style: none; }
td .name { color: var(--quiet); }
.scroll { overflow-x: auto; }
figure { margin: 0 0 2rem; }
figure svg { display: block; width: 100%; min-width: 42rem; height: auto; }
figcaption { margin-top: .8rem; font-size: .92rem; }
figcaption ol { margin: 0; padding: 0; list-style: none; }
figcaption li { margin: .3rem 0; padding-left: 1.9rem; position: relative; max-width: none; }
figcaption b { position: absolute; left: 0; top: .05rem; width: 1.35rem; height: 1.35rem; border-radius: 50%; text-align: center;
  font-size: .8rem; line-height: 1.35rem; color: var(--paper); }
figcaption .query b { background: var(--query); } figcaption .change b { background: var(--change); }
svg text { fill: var(--ink); font-family: "Segoe UI", "Helvetica Neue", Helvetica, "Liberation Sans", Arial, system-ui, sans-serif; }
svg .label { fill: var(--quiet); } svg .strong { font-weight: 600; } svg .panel { fill: var(--panel); stroke: var(--line); }
svg .subnet { fill: none; stroke: var(--edge); stroke-dasharray: 4 4; } svg .box { fill: var(--box); stroke: var(--edge); }
svg .server { stroke: var(--accent); stroke-width: 2; } svg .tunnel { fill: var(--box); stroke: var(--edge); }
svg .flow { fill: none; stroke-width: 2.5; } svg .query { stroke: var(--query); } svg .change { stroke: var(--change); }
svg marker .query, svg .dot.query { fill: var(--query); stroke: none; } svg marker .change, svg .dot.change { fill: var(--change); stroke: none; }
svg .digit { fill: var(--paper); font-weight: 700; }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .85rem; }
footer p { border-top: 1px solid var(--line); padding-top: 1rem; max-width: none; }
@page { size: A4; margin: 16mm 15mm; }
@media print {
  :root { color-scheme: light;
    --paper: #fff; --ink: #111; --quiet: #4a535b; --line: #c9ced2; --panel: #f4f5f5; --box: #fff;
    --edge: #7c8790; --accent: #1d4f7a; --query: #1b5fa6; --change: #9a4708; --good: #1b6a3c; --bad: #a02622; --warn: #6f4a06; }
  html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  html { font-size: 10pt; }
  body { font-size: 1rem; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  header { padding-top: 0; }
  h1 { font-size: 24pt; } h2 { font-size: 14pt; margin-top: 8mm; } .lead { font-size: 12pt; }
  table { font-size: 8.5pt; } th, td { padding: 1mm 3mm 1mm 0; }
  .pairs { columns: 2; column-gap: 8mm; } table.plain th { width: 30mm; }
  h2, h3, caption, tr.phase { break-after: avoid; }
  tr, li, figure, dl.facts { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  figure svg { min-width: 0; }
  section[aria-labelledby="steps"] { break-before: page; }
}
`;

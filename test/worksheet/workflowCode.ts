/** What workflow code may take of the worksheet: one bundle proves it for all. */
export { checkWorksheet } from '../../worksheet/check';
export { compareWorksheets } from '../../worksheet/corrections';
export { passwordProblems, sharedKeyProblems } from '../../worksheet/passwords';

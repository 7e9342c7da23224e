// Everything we claim about speed, measured now on this machine: medians, ranges, and ratios to what we want to reach.
import { crowdsFigures } from './controllers.ts';
import { loadFigures, servedFigures } from './definitions.ts';
import { encodingFigures } from './encodings.ts';
import { forksFigures } from './forks.ts';
import { createsFigure, customCreatesFigure, untrackedCreatesFigure, watchesFigure } from './http.ts';
import { informerFigures } from './informers.ts';
import { podsFigure, untrackedPodsFigure } from './pods.ts';
import { memoryFigure, startFigure } from './process.ts';
import { print } from './report.ts';
import { restFigure, seedsFigure } from './virtual.ts';

for (const measure of [
  podsFigure,
  untrackedPodsFigure,
  createsFigure,
  untrackedCreatesFigure,
  customCreatesFigure,
  watchesFigure,
  startFigure,
  memoryFigure,
  seedsFigure,
  restFigure,
]) {
  print(await measure());
}
for (const figure of await informerFigures()) print(figure);
for (const figure of await servedFigures()) print(figure);
for (const figure of await loadFigures()) print(figure);
for await (const figure of crowdsFigures()) print(figure);
for await (const figure of forksFigures()) print(figure);
for await (const figure of encodingFigures()) print(figure);

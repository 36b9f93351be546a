// All benchmarks, in the order of the table.
import { coldOpens } from './cold-open.ts';
import { crowds } from './crowd.ts';
import { flood } from './flood.ts';
import { kills } from './kills.ts';
import { loneEdit } from './lone-edit.ts';
import { memory } from './memory.ts';
import type { Scenario } from './scenario.ts';
import { storms } from './storm.ts';

export const scenarios: readonly Scenario[] = [
	...crowds,
	loneEdit,
	flood,
	...coldOpens,
	...storms,
	memory,
	kills
];

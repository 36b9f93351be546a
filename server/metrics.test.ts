// The text of /metrics in Prometheus' format.
import { expect, test } from 'vitest';
import { createHistogram, observe, prometheusText } from './metrics.ts';

test('MET2 a histogram counts everything up to each bound', () => {
	const commitSeconds = createHistogram([0.01, 0.1]);
	for (const seconds of [0.01, 0.05, 0.05, 7]) observe(commitSeconds, seconds);
	expect(prometheusText({ rooms: { commitSeconds } }).split('\n').slice(1)).toEqual([
		'# TYPE sandtable_rooms_commit_seconds histogram',
		'sandtable_rooms_commit_seconds_bucket{le="0.01"} 1',
		'sandtable_rooms_commit_seconds_bucket{le="0.1"} 3',
		'sandtable_rooms_commit_seconds_bucket{le="+Inf"} 4',
		'sandtable_rooms_commit_seconds_sum 7.11',
		'sandtable_rooms_commit_seconds_count 4',
		''
	]);
});

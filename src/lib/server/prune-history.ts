// Forgets the part of boards' history that nobody wants kept any longer. It never touches what a board is now.
import type postgres from 'postgres';

/** Nobody reads a checkpoint any more that was followed by another so long ago. */
const supersededHours = 1;

/**
 * Forgets what no moment of the last `days` days needs: the rows that a checkpoint from before them holds, at most `rowsMax`, and
 * the checkpoints before that one. Of what else there is on a board, the last checkpoint of each day stays, and those that
 * were the newest an hour ago or later: a checkpoint is a whole board, and every moment is one of them with the rows behind it.
 * The answer is the number of rows.
 */
export async function pruneHistory(sql: postgres.Sql, days: number, rowsMax: number): Promise<number> {
	const base = sql`
		select board_id, max(seq) as seq from board_checkpoints
		where created_at < now() - make_interval(days => ${days}::int) group by board_id`;
	const { count } = await sql`
		with base as (${base}), old as (
			select row.board_id, row.seq from base cross join lateral (
				select board_id, seq from board_updates
				where board_id = base.board_id and seq <= base.seq order by seq limit ${rowsMax}
			) row limit ${rowsMax}
		)
		delete from board_updates using old where board_updates.board_id = old.board_id and board_updates.seq = old.seq`;
	await sql`
		with base as (${base})
		delete from board_checkpoints using base
		where board_checkpoints.board_id = base.board_id and board_checkpoints.seq < base.seq`;
	await sql`
		delete from board_checkpoints using (
			select board_id, seq, lead(created_at) over (
				partition by board_id, date_trunc('day', created_at, 'UTC') order by seq
			) as followed_at from board_checkpoints
		) as dated
		where board_checkpoints.board_id = dated.board_id and board_checkpoints.seq = dated.seq
			and dated.followed_at < now() - make_interval(hours => ${supersededHours}::int)`;
	return count;
}

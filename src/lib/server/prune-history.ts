// Forgets the part of boards' history that nobody wants kept any longer. It never touches what a board is now.
import type postgres from 'postgres';

/**
 * Forgets what no moment of the last `days` days needs: the rows that a checkpoint from before them holds, at most `rowsMax`, and
 * the checkpoints before that one. The answer is the number of rows.
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
	return count;
}

// What each number of /metrics means, in a line. A test holds this list against what is counted.

export const metricHelp: Readonly<Record<string, string>> = {
	sandtable_process_resident_memory_bytes: 'Memory of the process.',
	sandtable_process_heap_used_bytes: 'Memory used by JavaScript objects.',
	sandtable_process_cpu_seconds_total: 'Processor time spent, user and system.',
	sandtable_process_event_loop_delay_max_seconds:
		'The longest that anything had to wait for the process since this was last asked.',
	sandtable_process_uptime_seconds: 'Time since the start.',

	sandtable_rooms_open: 'Boards in memory.',
	sandtable_rooms_at_rest: 'Boards in memory that are kept as bytes, because nobody changes them.',
	sandtable_rooms_connections: 'Open sockets.',
	sandtable_rooms_large_boards: 'Open boards that have reached half of what a board may hold.',
	sandtable_rooms_queued_bytes: 'Bytes of changes that are not committed yet.',
	sandtable_rooms_storage_is_slow:
		'1 while work is shown before it is committed, because commits take too long.',
	sandtable_rooms_storage_is_full: '1 while nothing new is taken, because too much waits to be committed.',
	sandtable_rooms_other_nodes: 'Other processes on the same database that gave a sign of life lately.',
	sandtable_rooms_bus_is_away: '1 while messages between nodes get lost and logs are looked at instead.',

	sandtable_rooms_updates_total: 'Changes taken from clients.',
	sandtable_rooms_deliveries_total: 'Frames with content sent, one per socket.',
	sandtable_rooms_presence_deliveries_total: 'Frames with presence sent, one per socket.',
	sandtable_rooms_commits_total: 'Transactions that wrote changes, each for one or more boards.',
	sandtable_rooms_slow_commits_total:
		'Transactions that took longer than the hold, so that work was shown before.',
	sandtable_rooms_rows_total: 'Rows written to the logs of boards.',
	sandtable_rooms_foreign_rows_total: 'Rows that other nodes wrote and this one showed.',
	sandtable_rooms_relay_messages_sent_total: 'Messages to other nodes.',
	sandtable_rooms_relay_messages_heard_total: 'Messages from other nodes.',
	sandtable_rooms_relay_failures_total:
		'Attempts to tell other nodes that failed; what was missed is read from the log.',
	sandtable_rooms_append_failures_total: 'Tries to commit that ended in an error and were repeated.',
	sandtable_rooms_barriers_total: 'Acknowledgements sent: everything before them is committed.',
	sandtable_rooms_refused_writes_total: 'Writes by those who may only read.',
	sandtable_rooms_refused_updates_total: 'Unsound changes; their sockets were closed.',
	sandtable_rooms_refused_growth_total: 'Changes refused because their board would have become too large.',
	sandtable_rooms_gaps_total: 'Changes that built on unknown ones, so that the client was asked again.',
	sandtable_rooms_held_back_updates_total:
		'Changes that carried work of somebody else which this server does not have.',
	sandtable_rooms_malformed_frames_total: 'Frames that are not of the protocol; their sockets were closed.',
	sandtable_rooms_readers_behind_total:
		'Times that a socket did not take what it was sent: until it had caught up it was sent nothing more and read no further.',
	sandtable_rooms_writers_paused_total:
		'Times that a socket was read no further for a while: it sent too fast, did not take what it was sent, or brought something new while the storage or its board had too much to do.',
	sandtable_rooms_upgrades_total: 'Sockets let in.',
	sandtable_rooms_refused_upgrades_total: 'Sockets refused: no right, no such board, or too many.',
	sandtable_rooms_crowded_upgrades_total:
		'Of those, the ones refused because their person, display link, board or node had too many already.',
	sandtable_rooms_loads_total: 'Boards loaded from the database.',
	sandtable_rooms_load_failures_total: 'Boards that could not be loaded.',
	sandtable_rooms_wakes_total: 'Documents made of bytes that were kept, because somebody changed the board.',
	sandtable_rooms_checkpoints_total: 'Logs folded into a checkpoint.',
	sandtable_rooms_checkpoint_failures_total: 'Checkpoints that could not be written.',
	sandtable_rooms_closes_total: 'Sockets closed by this server.',
	sandtable_rooms_closed_restart_total: 'Sockets closed with 1012: this server ended.',
	sandtable_rooms_closed_overloaded_total:
		'Sockets closed with 1013: too much came before the board was open.',
	sandtable_rooms_closed_malformed_total: 'Sockets closed with 4400: a malformed frame or an unsound change.',
	sandtable_rooms_closed_session_ended_total: 'Sockets closed with 4401: the session ended.',
	sandtable_rooms_closed_right_taken_total: 'Sockets closed with 4403: the right was taken away.',
	sandtable_rooms_closed_board_gone_total: 'Sockets closed with 4404: there is no such board.',
	sandtable_rooms_closed_version_total: 'Sockets closed with 4409: the board needs a newer server.',
	sandtable_rooms_closed_too_large_total:
		'Sockets closed with 4413: the frame was too large, or the board is full.',
	sandtable_rooms_closed_come_back_total:
		'Sockets closed with 4503: the role changed, or storage or board cannot be used now.',
	sandtable_rooms_closed_too_fast_total: 'Sockets closed with 4529: far too fast, or too far behind.',
	sandtable_rooms_silent_sockets_total: 'Sockets cut because they gave no sign of life.',
	sandtable_rooms_commit_seconds: 'How long commits took.'
};

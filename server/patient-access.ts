// Rights as the sync server asks about them: a question that is not answered in time has failed.
import type { SyncAccess } from './handshake.ts';
import { answerWithin, type Patience } from './patience.ts';

const noAnswer = 'nobody answers about a right';

export function patientAccess(access: SyncAccess, patience: Patience): SyncAccess {
	const inTime = <T>(answer: Promise<T>) =>
		answerWithin(patience, patience.limits.questionMaxMs, answer, noAnswer);
	return {
		authorizeSync: (request) => inTime(access.authorizeSync(request)),
		recheck: (grant) => inTime(access.recheck(grant))
	};
}

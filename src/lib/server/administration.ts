// What only the administrator at the shell does: adding people without an invitation.
import { countUsers, insertUser, type Accounts, type PersonFaults } from './accounts.ts';
import type { Db } from './db/open.ts';
import { adoptSample } from './first-run.ts';

export type AddUserResult =
	| { ok: true; id: string; role: 'owner' | 'member' }
	| { ok: false; reason: 'invalid'; faults: PersonFaults }
	| { ok: false; reason: 'busy' };

export function createAdministration(db: Db, accounts: Accounts) {
	return {
		/** Without a role, the first person owns the installation. The first owner also gets the sample board, as through the set-up link. */
		async addUser(
			person: { email: unknown; name: unknown; password: unknown },
			wantedRole: 'owner' | 'member' | null
		): Promise<AddUserResult> {
			const checked = await accounts.checkPerson(person);
			if (!checked.ok) return checked;
			const { email, name, passwordHash } = checked;
			return db.transaction(async (tx): Promise<AddUserResult> => {
				const isFirst = (await countUsers(tx)) === 0;
				const role = wantedRole ?? (isFirst ? 'owner' : 'member');
				const id = await insertUser(tx, { email, name, passwordHash, role }, { kind: 'system' });
				if (!id) return { ok: false, reason: 'invalid', faults: { email: 'taken' } };
				if (isFirst && role === 'owner') await adoptSample(tx, id);
				return { ok: true, id, role };
			});
		}
	};
}

// What people read while they sign in, set up, accept an invitation or open a display link.

const minutes = (ms: number) => {
	const n = Math.ceil(ms / 60_000);
	return ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : n === 1 ? '1 minute' : `${n} minutes`;
};

const faults = {
	missing: 'Fill this in.',
	'too-long': 'This is too long.',
	'too-short': 'Use at least 12 characters. A few words together are easy to remember.',
	'too-plain': 'This is too easy to guess. Use a few unrelated words.',
	'not-an-address': 'This is not an e-mail address. It should look like name@example.org.',
	'not-plain-text': 'This has characters that cannot be shown. Type it again.',
	taken: 'There is an account with this address already. Sign in instead.',
	'out-of-range': 'Choose one of the spans in the list.'
} as const;

export type FaultCode = keyof typeof faults;

export const accounts = {
	product: 'Sandtable',
	tagline: 'A situation board for several hands at once.',

	email: 'E-mail',
	name: 'Name',
	nameHint: 'As your colleagues know you.',
	password: 'Password',
	newPasswordHint: 'At least 12 characters. A few unrelated words are good.',
	fault: (fault: FaultCode): string => faults[fault],

	signIn: 'Sign in',
	signInTitle: 'Sign in to Sandtable',
	signedInAs: (name: string) => `Signed in as ${name}`,
	signOut: 'Sign out',
	signedOut: 'You are signed out.',
	noAccount: 'No account yet? Ask the owner of a board for an invitation.',
	wrongPassword: 'The e-mail address and the password do not belong together. Check both.',
	slowDown: (waitMs: number) => `Too many attempts. Try again in ${minutes(waitMs)}.`,
	busy: 'Many people are signing in at the moment. Try again in a few seconds.',
	signInToContinue: 'Sign in to go on.',
	notSetUp: 'This Sandtable has no owner yet. Open the set-up link that was printed when it started.',

	setupTitle: 'Set up Sandtable',
	setupLead: 'You are the first here. Make the account that owns this installation.',
	setupSubmit: 'Set up and open the sample board',
	setupNoToken: 'Open the set-up link that was printed when Sandtable started.',
	setupDone: 'This Sandtable is set up already.',
	setupDead: 'This set-up link does not work any more. Restart Sandtable: it prints a new one.',
	setupUnknown: 'This set-up link is not known here. Copy the whole line that was printed at the last start.',

	inviteTitle: 'You are invited',
	inviteLinkTitle: 'Invitation',
	inviteTo: (board: string) => `Board: ${board}`,
	inviteBy: (name: string) => `${name} invites you to work on a board.`,
	inviteByNobody: 'You are invited to work on a board.',
	inviteRole: {
		owner: 'You will own it with others: edit it, invite people and give out display links.',
		editor: 'You will be able to edit it.',
		viewer: 'You will be able to read it.'
	},
	inviteAccept: 'Open the board',
	inviteJoin: 'Make my account and open the board',
	inviteNew: 'I am new here',
	inviteKnown: 'I have an account',
	inviteSignIn: 'Sign in and open the board',
	inviteOtherAccount: (email: string) =>
		`This invitation is for ${email}. Sign out, then open the link again with that account.`,
	inviteNoToken: 'Open the whole invitation link that you were sent.',
	inviteUnknown: 'This invitation is not known here. Ask the person who sent it for a new one.',
	inviteUsed: 'This invitation was used already. If that was you, sign in; otherwise ask for a new one.',
	inviteRevoked: 'This invitation was taken back. Ask the person who sent it for a new one.',
	inviteExpiredAt: (at: string) => `This invitation ended ${at}. Ask the person who sent it for a new one.`,

	displayTitle: 'Opening the board',
	displayWait: 'Opening the board on this screen …',
	displayNoToken: 'Open the whole display link that you were given.',
	displayUnknown: 'This link is not known here. Ask the lead for a new one.',
	displayEndedAt: (at: string) => `This link ended ${at}. Ask the lead for a new one.`,
	displayRevokedAt: (at: string) => `This link was ended ${at}. Ask the lead for a new one.`,

	tokenField: 'Code from the link',
	tokenHint: 'The part after the # sign.',
	goOn: 'Continue',
	checkingLink: 'Checking the link …',

	notFoundTitle: 'Nothing here',
	notFound: 'There is no such page, or it is not open to you.',
	errorTitle: 'Something went wrong',
	unexpected: 'Sandtable met an error. Nothing that was saved is lost. Try again in a moment.',
	storageAway: 'Sandtable cannot reach its database. Nothing that was saved is lost. Try again in a moment.',
	linkEndedTitle: 'This link has ended',
	requestId: (id: string) => `Number for the log: ${id}`,
	backToBoards: 'To the boards',
	foreignRequest: (origin: string) =>
		`This request came from another site and was refused. Open Sandtable at ${origin} and try again.`,
	badForm: 'The form could not be read. Reload the page and send it again.'
};

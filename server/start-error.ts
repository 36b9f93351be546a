// A foreseen reason not to start or to run a command. Its message is one line for the operator that says what to do.

export class StartError extends Error {
	override name = 'StartError';
}

// While a display is shown the whole page is set in sizes for a briefing room, with what floats above it.
import './presenting.css';

/** Returns the way back. */
export function presenting(): () => void {
	const { classList } = document.documentElement;
	classList.add('presenting');
	return () => classList.remove('presenting');
}

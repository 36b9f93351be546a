// The display lives in the browser, as the board does.
export const ssr = false;

// The board lives in the browser: document, map and canvas have nothing to show before it runs.
export const ssr = false;

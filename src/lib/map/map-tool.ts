// The one armed tool of the map. A union, so that two cannot be armed at once.

export type MapTool = { readonly kind: 'select' } | { readonly kind: 'pin' };

export const selectTool: MapTool = Object.freeze({ kind: 'select' });
export const pinTool: MapTool = Object.freeze({ kind: 'pin' });

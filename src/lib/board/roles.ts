// What somebody can be on a board. What each may do is decided elsewhere.
export const boardRoles = ['owner', 'editor', 'viewer'] as const;

export type BoardRole = (typeof boardRoles)[number];

// Hands the toasts of a page to what stands deep inside it.
import { createContext } from 'svelte';
import type { Toasts } from './toasts.svelte.ts';

export const [toastsOfPage, setToastsOfPage] = createContext<Toasts>();

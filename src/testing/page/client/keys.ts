/**
 * What the keys do, by `KeyboardEvent.key`. With Ctrl, Alt or Meta they are the browser's, and while somebody writes they are
 * letters, all but Escape.
 */
export function listenForKeys(keys: Readonly<Record<string, () => void>>): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!Object.hasOwn(keys, event.key)) return;
    if (event.target instanceof HTMLInputElement && event.key !== 'Escape') return;
    event.preventDefault(); // the letter must not land in the field to which it leads
    keys[event.key]?.();
  });
}

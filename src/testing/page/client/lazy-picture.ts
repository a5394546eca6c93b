/** How long a picture has to be in view before it is asked for: the sandbox draws it then, and rows may rush by. */
const LINGER_MS = 200;

const waiting = new WeakMap<Element, ReturnType<typeof setTimeout>>();

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(waiting.get(target));
    if (isIntersecting) waiting.set(target, setTimeout(load, LINGER_MS, target));
  }
});

function load(target: Element): void {
  if (!(target instanceof HTMLImageElement) || !target.isConnected) return;
  observer.unobserve(target);
  target.src = target.dataset['src'] ?? '';
}

/** Gives an image its source as soon as somebody can see it. */
export function loadWhenSeen(image: HTMLImageElement, source: string): void {
  if (image.dataset['src'] === source) return;
  image.dataset['src'] = source;
  observer.observe(image);
}

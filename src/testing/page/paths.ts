/** Where the page's own things are: beside everything that RunAPI has. */
export const PATHS = {
  page: '/',
  style: '/_sandbox/page.css',
  script: '/_sandbox/page.js',
  icon: '/_sandbox/icon.svg',
  events: '/_sandbox/events',
  images: '/_sandbox/images/',
  tasks: '/_sandbox/tasks/',
  requests: '/_sandbox/requests/',
} as const;

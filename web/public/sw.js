// Keeps the program's files, never a person's data: what begins with /api is always asked of the office.
const version = 'ktpel-{{version}}'
const files = "{{files}}"
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(version).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name !== version).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  )
})
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin || /^\/(api|v1|health|metrics)(\/|$)/.test(url.pathname)) return
  const name = files.includes(url.pathname) ? url.pathname : event.request.mode === 'navigate' ? '/' : null
  if (!name) return
  event.respondWith(caches.match(name, { cacheName: version }).then((kept) => kept ?? fetch(event.request)))
})

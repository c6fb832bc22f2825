/** Keeps the newest text in sight while nobody has scrolled away from it, whatever its log's size. */
export function followEnd(log) {
  let isAway = false

  function show() {
    log.scrollTop = log.scrollHeight
    isAway = false
  }

  function follow() {
    if (!isAway) show()
  }

  log.addEventListener('scroll', () => {
    isAway = log.scrollHeight - log.scrollTop - log.clientHeight >= 40
  })
  new ResizeObserver(follow).observe(log)
  return { show, follow }
}

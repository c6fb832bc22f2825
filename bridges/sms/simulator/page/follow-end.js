/** Keeps the newest text in sight while nobody has scrolled away from it, whatever its log's size. */
export function followEnd(log) {
  let isAway = false
  let last = 0

  function show() {
    log.scrollTop = log.scrollHeight
    isAway = false
  }

  function follow() {
    if (!isAway) show()
  }

  // What grows, such as a picture that comes, hides the end as well: only who goes up goes away.
  log.addEventListener('scroll', () => {
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40
    if (isAtEnd) isAway = false
    else if (log.scrollTop < last) isAway = true
    last = log.scrollTop
  })
  new ResizeObserver(follow).observe(log)
  return { show, follow }
}

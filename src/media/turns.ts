/** Does one thing after the other, in the order in which they are asked for, whatever becomes of them. */
export function createTurns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return async (task) => {
    const done = last.then(task)
    last = done.catch(() => undefined)
    return await done
  }
}

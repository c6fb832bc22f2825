/** Work that is done once, however often it is asked for; when it failed, the next who asks tries again. */
export function onceDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return async () => {
    done ??= work()
    await done.catch((error: unknown) => {
      done = undefined
      throw error
    })
  }
}

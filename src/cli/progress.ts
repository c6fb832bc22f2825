import type { WriteStream } from 'node:tty'

/** Shows what is going on: one line that spins on a terminal, a line a step elsewhere. */
export function progressLines(stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }) {
  let spinner: NodeJS.Timeout | undefined

  function end(sign: string): void {
    if (spinner === undefined) return
    clearInterval(spinner)
    spinner = undefined
    stream.write(`\r${sign}\u001b[K\n`)
  }

  function step(title: string): void {
    end('')
    if (stream.isTTY !== true) return void stream.write(`${title} …\n`)
    const startedAt = Date.now()
    let frame = 0
    spinner = setInterval(() => {
      const seconds = Math.round((Date.now() - startedAt) / 1000)
      frame = (frame + 1) % frames.length
      stream.write(`\r${frames[frame]} ${title}  ${seconds} s\u001b[K`)
    }, 100)
  }

  return {
    /** Runs the work, showing the steps that it names. */
    async of<Result>(work: (step: (title: string) => void) => Promise<Result>): Promise<Result> {
      try {
        return await work(step)
      } finally {
        end('')
      }
    },
  }
}

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

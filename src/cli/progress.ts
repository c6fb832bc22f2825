import type { WriteStream } from 'node:tty'

/** Shows what is going on: one line that spins on a terminal, a line a step elsewhere. */
export function progressLines(stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }) {
  let end: (sign: string) => void = () => {}

  function step(title: string): void {
    end('✓')
    if (stream.isTTY !== true) return void stream.write(`${title} …\n`)
    const startedAt = Date.now()
    let frame = 0
    const show = (sign = '') => {
      const seconds = Math.round((Date.now() - startedAt) / 1000)
      stream.write(`\r${sign} ${title}  ${seconds} s\u001b[K`)
    }
    const spinner = setInterval(() => {
      frame = (frame + 1) % frames.length
      show(frames[frame])
    }, 100)
    end = (sign) => {
      clearInterval(spinner)
      show(sign)
      stream.write('\n')
      end = () => {}
    }
  }

  return {
    /** Runs the work, showing the steps that it names. */
    async of<Result>(work: (step: (title: string) => void) => Promise<Result>): Promise<Result> {
      let sign = '✗'
      try {
        const result = await work(step)
        sign = '✓'
        return result
      } finally {
        end(sign)
      }
    },
  }
}

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

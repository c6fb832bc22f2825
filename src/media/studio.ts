import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'

export interface StudioOptions {
  /** The program `ffmpeg`, by name or path. */
  readonly ffmpeg: string
  /** Where files are while they are worked on. */
  readonly folder: string
  /** For everything that one clip takes. */
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** A sound or a video in the hands of ffmpeg; disposing of it leaves nothing behind. */
export interface Studio extends AsyncDisposable {
  readonly clip: Clip
  /**
   * Writes it anew, without what is said of it.
   * @param how ffmpeg's options for the one output, with its format
   * @returns undefined when it can't be done; the length alone when it is more than `maxBytes`
   */
  write(how: readonly string[], maxBytes: number): Promise<Uint8Array | number | undefined>
}

/** What is in it. */
export interface Clip {
  /** Seconds; undefined where its head does not tell. */
  readonly duration: number | undefined
  /** Frames a second, where it has any. */
  readonly frames: number | undefined
  /** ffmpeg's names of the codecs of the first of each. */
  readonly video: string | undefined
  readonly audio: string | undefined
}

/** Undefined where there is no ffmpeg. */
export async function openStudio(
  options: StudioOptions,
  bytes: Uint8Array,
  format: string,
): Promise<Studio | undefined> {
  await using stack = new AsyncDisposableStack()
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(path.join(options.folder, 'clip-'))
  stack.defer(async () => await rm(folder, { recursive: true, force: true }))
  const signal = AbortSignal.any([AbortSignal.timeout(options.patienceMs), options.signal])
  const [from, to] = [path.join(folder, 'in'), path.join(folder, 'out')]
  await writeFile(from, bytes, { mode: 0o600 })
  // The format is not guessed and nothing but files is opened: playlists could name other places.
  const input = [...quiet, '-protocol_whitelist', 'file', '-f', format, '-i', from]
  const looked = await run(options.ffmpeg, input, signal)
  if (looked === undefined) return undefined
  const rest = stack.move()
  return {
    clip: clipIn(looked.said),
    async write(how, maxBytes) {
      const done = await run(options.ffmpeg, [...input, ...bare, ...how, '-y', to], signal)
      if (done?.code !== 0) return undefined
      const { size } = await stat(to)
      if (size === 0) return undefined
      return size > maxBytes ? size : await readFile(to)
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}

/** Undefined where there is no such program. @throws when the signal says so */
async function run(
  program: string,
  options: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly code: number | null; readonly said: string } | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null | undefined>()
  const child = spawn(program, options, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] },
    signal,
    killSignal: 'SIGKILL',
  })
  child.on('close', resolve)
  child.on('error', (error) => {
    if ('code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')) resolve(undefined)
    else reject(signal.aborted ? signal.reason : error)
  })
  const said = text(child.stderr)
  const code = await promise
  return code === undefined ? undefined : { code, said: await said }
}

/**
 * What ffmpeg prints of its input, in every version: "Duration: 00:00:03.05", "Stream #0:1: Audio: aac (LC)"
 * and "29.97 fps".
 */
function clipIn(said: string): Clip {
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(said) ?? []
  const codec = (kind: string) => new RegExp(`Stream #0:\\d.*?: ${kind}: (\\w+)`).exec(said)?.[1]
  const frames = /Video: .*?([\d.]+) fps/.exec(said)?.[1]
  return {
    duration:
      seconds === undefined
        ? undefined
        : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
    frames: frames === undefined ? undefined : Number(frames),
    video: codec('Video'),
    audio: codec('Audio'),
  }
}

const quiet = ['-hide_banner', '-nostdin', '-nostats', '-threads', '1']
const bare = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn', '-fflags', '+bitexact']

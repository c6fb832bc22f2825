#!/usr/bin/env node
// Stands in for ffmpeg: what is in a clip, and what becomes of it, is written in the clip as JSON behind `JSON`.
import { readFileSync, writeFileSync } from 'node:fs'

const options = process.argv.slice(2)
const after = (name) => options[options.indexOf(name) + 1]
const [, told = '{}'] = readFileSync(after('-i'), 'latin1').split('JSON')
const { duration, video, audio, copy, missing = [], overhead = 1, hangs = false } = JSON.parse(told)

if (!options.includes('-y')) {
  const lines = [
    `  Duration: ${duration === undefined ? 'N/A' : clock(duration)}, start: 0.000000, bitrate: 1 kb/s`,
    video
      ? `  Stream #0:0[0x1](und): Video: ${video} (High) (avc1 / 0x31637661), yuv420p, 60 fps`
      : '',
    audio ? `  Stream #0:1(eng): Audio: ${audio} (LC), 48000 Hz, mono` : '',
  ]
  process.stderr.write(lines.join('\n'))
  process.exit(1)
}
if (hangs) await new Promise((done) => setTimeout(done, 600_000))
if (missing.includes(after('-c:a'))) process.exit(8)
const length = options.includes('-c') ? copy : (rate('-b:v') + rate('-b:a')) * 125
const seconds = options.includes('-c') ? 1 : (duration ?? 60) * overhead
writeFileSync(options.at(-1), `FAKE ${JSON.stringify(options)}`.padEnd(length * seconds, ' '))

function rate(name) {
  return options.includes(name) ? Number.parseFloat(after(name)) : 0
}

function clock(seconds) {
  return new Date(seconds * 1000).toISOString().slice(11, 22)
}

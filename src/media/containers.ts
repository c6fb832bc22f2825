/** A kind of file for sound or video, as phones play it. */
export interface Container {
  /** Its type first, then other names of it. */
  readonly types: readonly string[]
  readonly extension: string
  /** ffmpeg's name of the format. */
  readonly format: string
  /** ffmpeg's names of what may be in it as it is. */
  readonly codecs: readonly string[]
  readonly audioEncoder: string
}

/**
 * The best first. AAC in MP4 is what iPhones and Android phones both play, in good quality, and every ffmpeg
 * writes it; AMR is for telephones of before 2010, sounds like them, and is written by few builds of ffmpeg.
 * Ogg is not played by iPhones: it is the last resort, and not kept where it comes.
 */
export const soundContainers: readonly Container[] = [
  {
    types: ['audio/mp4', 'audio/x-m4a', 'audio/m4a'],
    extension: 'm4a',
    format: 'ipod',
    codecs: ['aac'],
    audioEncoder: 'aac',
  },
  {
    types: ['audio/mpeg', 'audio/mp3'],
    extension: 'mp3',
    format: 'mp3',
    codecs: ['mp3'],
    audioEncoder: 'libmp3lame',
  },
  {
    types: ['audio/aac'],
    extension: 'aac',
    format: 'adts',
    codecs: ['aac'],
    audioEncoder: 'aac',
  },
  {
    types: ['audio/3gpp'],
    extension: '3gp',
    format: '3gp',
    codecs: ['aac', 'amr_nb'],
    audioEncoder: 'aac',
  },
  {
    types: ['audio/amr', 'audio/amr-nb'],
    extension: 'amr',
    format: 'amr',
    codecs: ['amr_nb'],
    audioEncoder: 'libopencore_amrnb',
  },
  {
    types: ['audio/ogg'],
    extension: 'ogg',
    format: 'ogg',
    codecs: [],
    audioEncoder: 'libopus',
  },
]

export const videoContainers: readonly Container[] = [
  {
    types: ['video/mp4'],
    extension: 'mp4',
    format: 'mp4',
    codecs: ['h264', 'aac'],
    audioEncoder: 'aac',
  },
  {
    types: ['video/3gpp', 'video/3gp'],
    extension: '3gp',
    format: '3gp',
    codecs: ['h264', 'h263', 'aac', 'amr_nb'],
    audioEncoder: 'aac',
  },
]

/** What files are read as, by their types: formats of ffmpeg. */
export const readers: Readonly<Record<string, string>> = {
  'audio/mp4': 'mov',
  'audio/3gpp': 'mov',
  'audio/3gpp2': 'mov',
  'audio/mpeg': 'mp3',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/ogg': 'ogg',
  'audio/webm': 'matroska',
  'audio/wav': 'wav',
  'audio/flac': 'flac',
  'audio/aiff': 'aiff',
  'audio/x-caf': 'caf',
  'video/mp4': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
  'video/x-matroska': 'matroska',
  'video/x-msvideo': 'avi',
  'video/mpeg': 'mpeg',
  'video/mp2t': 'mpegts',
  'video/ogg': 'ogg',
}

/** ffmpeg's options for a format: one that starts before all of it is there, and that has no tags. */
export function formatOptions(format: string): readonly string[] {
  if (format === 'mp3') return ['-write_xing', '0', '-id3v2_version', '0', '-f', format]
  const isMp4 = format === 'mp4' || format === 'ipod' || format === '3gp'
  return [...(isMp4 ? ['-movflags', '+faststart'] : []), '-f', format]
}

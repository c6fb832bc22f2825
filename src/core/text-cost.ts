import { SegmentedMessage } from 'sms-segments-calculator'

/** What phone networks charge for. */
export interface TextCost {
  /** None for a text without words. */
  readonly segments: number
  /** 160 characters a segment, 153 where there are several; or 70 and 67. 3GPP TS 23.038, 6.2. */
  readonly encoding: 'GSM-7' | 'UCS-2'
  /** The characters that GSM-7 lacks, each once, in the order of the text. */
  readonly dear: readonly string[]
}

/** A text of more than some thousand characters is counted by its size: that may be a segment or two less. */
export function costOf(text: string): TextCost {
  if (text === '') return { segments: 0, encoding: 'GSM-7', dear: [] }
  if (plainest.test(text)) return { segments: 1, encoding: 'GSM-7', dear: [] }
  if (text.length > exact) return costBySize(text)
  const message = new SegmentedMessage(text)
  return {
    segments: message.segmentsCount,
    encoding: message.encodingName,
    dear: [...new Set(message.getNonGsmCharacters())],
  }
}

/** Most texts: to look at them closely costs more than all else that is done with them. */
const plainest = /^[\w .,;:!?'"()/+*=%&#@$<>\n-]{1,160}$/

/** The library takes the square of a text's length: ten seconds for a message as large as Matrix allows. */
const exact = 3000

/** Bits of a segment that are left where there are several. 3GPP TS 23.040, 9.2.3.24. */
const room = 1072

function costBySize(text: string): TextCost {
  const characters = new SegmentedMessage([...new Set(text)].slice(0, manyKinds).join(''))
  const isDear = characters.encodingName === 'UCS-2'
  const doubled = isDear ? 0 : (text.match(/[\^{}\\[~\]|€\f]/g)?.length ?? 0)
  const bits = isDear ? text.length * 16 : (text.length + doubled) * 7
  return {
    segments: Math.ceil(bits / room),
    encoding: isDear ? 'UCS-2' : 'GSM-7',
    dear: [...new Set(characters.getNonGsmCharacters())],
  }
}

/** More kinds of characters than GSM-7 has. */
const manyKinds = 500

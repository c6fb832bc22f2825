import { changeSettings } from './api.js'
import { byId, element, tellTrouble } from './dom.js'

const numbers = [
  ['delay', 'Answers come late', 'ms', 60_000],
  ['errorPercent', 'Answers 500', '%', 100],
  ['rateLimitPercent', 'Answers 429', '%', 100],
  ['resetPercent', 'Connection is cut', '%', 100],
  ['timeoutPercent', 'Never answers', '%', 100],
  ['duplicatePercent', 'Webhook comes twice', '%', 100],
  ['brokenSignaturePercent', 'Webhook signed wrongly', '%', 100],
  ['segmentsPerSecond', 'Segments a second (0: no limit)', '/s', 1000],
  ['speed', 'Time runs faster', '×', 1000],
]

const retries = [
  ['0', 'never'],
  ['1', 'once, as Twilio does'],
  ['2', 'twice'],
  ['3', '3 times'],
  ['4', '4 times'],
  ['5', '5 times'],
  ['untilAccepted', 'until accepted'],
]

/** Fields for the settings; each change counts at once. */
export function createWeather() {
  const fields = new Map()
  for (const [name, label, unit, max] of numbers) {
    const input = element('input', {
      type: 'number',
      min: '0',
      max: String(max),
      step: 'any',
      name,
    })
    add(name, label, input, unit)
  }
  const select = element(
    'select',
    { name: 'webhookRetries' },
    ...retries.map(([value, words]) => element('option', { value }, words)),
  )
  add('webhookRetries', 'Repeat a webhook that failed', select, '')
  byId('weather').addEventListener('submit', (event) => event.preventDefault())

  function add(name, label, input, unit) {
    fields.set(name, input)
    input.addEventListener('change', () => void change(name, input))
    const control = element(
      'span',
      { class: 'control' },
      input,
      element('span', { class: 'unit' }, unit),
    )
    byId('weather').append(element('label', {}, element('span', {}, label), control))
  }

  async function change(name, input) {
    const value = input.value === 'untilAccepted' ? input.value : Number(input.value)
    try {
      await changeSettings({ [name]: value })
      tellTrouble(undefined)
    } catch (error) {
      tellTrouble(error)
    }
  }

  return {
    show(settings) {
      for (const [name, input] of fields) {
        if (document.activeElement !== input) input.value = String(settings[name])
      }
    },
  }
}

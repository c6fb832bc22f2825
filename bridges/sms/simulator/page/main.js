import { addHandset, readMessages, readState } from './api.js'
import { byId, tellTrouble } from './dom.js'
import { showMagic } from './magic.js'
import { createPhone } from './phone.js'
import { createWeather } from './weather.js'

const phones = new Map()
const messages = new Map()
const weather = createWeather()
let isRefreshing = false

/** Reads everything around the messages again, once for many changes. */
function refresh() {
  if (isRefreshing) return
  isRefreshing = true
  setTimeout(() => {
    isRefreshing = false
    readState().then(showState, tellTrouble)
  }, 100)
}

function showState(state) {
  byId('balance').textContent =
    `${Number(state.balance.amount).toFixed(2)} ${state.balance.currency}`
  weather.show(state.settings)
  showMagic(state.magicNumbers)
  showPhones(state)
}

/** Phones that are there already stay as they are, with what is being written. */
function showPhones({ handsets, numbers }) {
  const wanted = new Set(handsets.map(({ number }) => number))
  for (const [number, phone] of phones) {
    if (wanted.has(number)) continue
    phone.root.remove()
    phones.delete(number)
  }
  const lines = JSON.stringify(numbers)
  for (const handset of handsets) {
    const isNew = !phones.has(handset.number)
    const phone = phones.get(handset.number) ?? createPhone(handset)
    if (isNew) {
      phones.set(handset.number, phone)
      byId('phones').append(phone.root)
      for (const message of messages.values()) give(message, true, handset.number)
    }
    if (phone.lines !== lines) phone.setLines(numbers)
    phone.lines = lines
  }
}

function give(message, isOld, only) {
  for (const number of new Set([message.from, message.to])) {
    if (only === undefined || only === number) phones.get(number)?.receive(message, isOld)
  }
}

/** After every (re)connection all is read; from then on each change is told. */
function listen() {
  const source = new EventSource('/_sim/events')
  const connection = byId('connection')
  source.addEventListener('open', () => {
    connection.textContent = 'live'
    connection.className = 'live'
    void readAll()
  })
  source.addEventListener('error', () => {
    connection.textContent = 'reconnecting…'
    connection.className = ''
  })
  source.addEventListener('state', refresh)
  source.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data)
    messages.set(message.id, message)
    give(message, false)
    refresh()
  })
}

async function readAll() {
  try {
    const [state, journal] = await Promise.all([readState(), readMessages()])
    for (const message of journal) messages.set(message.id, message)
    showState(state)
    for (const message of journal) give(message, true)
    for (const phone of phones.values()) phone.setLines(state.numbers)
    tellTrouble(undefined)
  } catch (error) {
    tellTrouble(error)
  }
}

byId('add-phone').addEventListener('submit', (event) => {
  event.preventDefault()
  const form = event.target
  const given = Object.fromEntries(
    [...new FormData(form)].filter(([, value]) => value.trim() !== ''),
  )
  addHandset(given).then(() => {
    form.reset()
    tellTrouble(undefined)
  }, tellTrouble)
})

listen()

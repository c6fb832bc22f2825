// Runs the simulated carrier alone, so that it lives on when Homeline is killed. Its address goes to standard output.
import { startSimulator } from '../../bridges/sms/simulator/simulator.ts'
import { createLog } from '../../src/app/log.ts'
import { simulatedCentre } from './simulated-kinds.ts'

const [file = 'simulator.db'] = process.argv.slice(2)
await using simulator = await startSimulator({
  file,
  port: 0,
  smsc: simulatedCentre,
  log: createLog('warn'),
})
const { url, accountSid, authToken, smscPort } = simulator
process.stdout.write(`${JSON.stringify({ url, accountSid, authToken, smscPort })}\n`)
await new Promise<void>((done) => {
  process.once('SIGTERM', done)
  // Whoever started us is gone.
  process.stdin.on('end', done).resume()
})
process.stdin.destroy()

import type { Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'

/**
 * Listens and resolves to the port (`port` 0 takes a free one).
 * @throws the system's error, `EADDRINUSE` for one
 */
export async function listen(server: NetServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}

/** Stops accepting, lets requests under way end for at most `graceMs`, then cuts what is left. */
export async function close(server: Server, graceMs = 2000): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  server.closeIdleConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  clearTimeout(cut)
}

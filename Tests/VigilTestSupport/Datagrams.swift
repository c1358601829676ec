import Foundation

/// Sends packets to one address over UDP.
final class Datagrams {
  private let socket = Foundation.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
  private var address: sockaddr_in

  init(to address: sockaddr_in) { self.address = address }

  deinit { close(socket) }

  func send(_ packet: [UInt8]) {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(socket, packet, packet.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

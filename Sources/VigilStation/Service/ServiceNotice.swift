import Foundation

/// Tells the service manager how the station is: systemd's notification protocol (sd_notify(3)), one datagram a message.
package struct ServiceNotice: Sendable {
  private let address: String?
  /// How often the manager wants to hear that all is well, in seconds; nil: never.
  package let watchdogInterval: Double?

  /// Takes the socket and the interval that systemd puts into the environment.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
    let isMine = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    let limit = environment["WATCHDOG_USEC"].flatMap(Double.init) ?? 0
    watchdogInterval = isMine && limit > 0 ? limit / 2e6 : nil
  }

  /// Says that the station watches.
  package func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  /// Says that the file is being read again; followed by `ready`.
  package func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
  }
  /// Says that the station ends.
  package func stopping() { send("STOPPING=1") }
  /// Says that all is well.
  package func alive(_ status: String) { send("WATCHDOG=1\nSTATUS=\(status)") }

  private func send(_ text: String) {
    guard let address else { return }
    var destination = sockaddr_un()
    destination.sun_family = sa_family_t(AF_UNIX)
    var path = Array(address.utf8)
    let isAbstract = path.first == UInt8(ascii: "@")
    if isAbstract { path[0] = 0 }
    let capacity = MemoryLayout.size(ofValue: destination.sun_path)
    guard path.count < capacity, let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) else { return }
    withUnsafeMutableBytes(of: &destination.sun_path) { $0.copyBytes(from: path) }
    let length = offset + path.count + (isAbstract ? 0 : 1)
    #if os(Linux)
      let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_DGRAM
    #endif
    let descriptor = socket(AF_UNIX, kind, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    withUnsafePointer(to: &destination) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        // A manager that does not listen is no reason to stop watching.
        _ = sendto(descriptor, bytes, bytes.count, 0, address, socklen_t(length))
      }
    }
  }
}

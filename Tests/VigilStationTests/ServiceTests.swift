import Foundation
import Synchronization
import Testing
import VigilCore
import VigilStation
import VigilTestSupport

@Suite struct `The station's service` {
  @Test func `tells the service manager by its socket`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "notify").path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isBound)
    let notice = ServiceNotice(environment: [
      "NOTIFY_SOCKET": path, "WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "\(getpid())",
    ])
    #expect(notice.watchdogInterval == 5)
    notice.ready("watching 2 of 2 cameras")
    notice.alive("well")
    func received() -> String {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
    #expect(received() == "READY=1\nSTATUS=watching 2 of 2 cameras")
    #expect(received() == "WATCHDOG=1\nSTATUS=well")
  }

  @Test func `says nothing where nobody asks, and the watchdog of another process is not its own`() {
    #expect(ServiceNotice(environment: [:]).watchdogInterval == nil)
    #expect(
      ServiceNotice(environment: ["WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"]).watchdogInterval == nil)
    ServiceNotice(environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]).ready("unheard")
  }

  @Test func `sees that its file was changed, once it has stopped changing`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "station.yaml")
    try Data("a".utf8).write(to: file)
    var watch = FileWatch(file)
    func hasChanged() -> Bool { watch.hasChanged() }
    #expect(!hasChanged())
    try Data("ab".utf8).write(to: file)
    #expect(!hasChanged())
    try Data("abc".utf8).write(to: file)
    #expect(!hasChanged())
    #expect(hasChanged())
    #expect(!hasChanged())
    // Editors replace files; while it is away, nothing has changed.
    try FileManager.default.removeItem(at: file)
    #expect(!hasChanged())
    #expect(!hasChanged())
    try Data("abcd".utf8).write(to: file)
    #expect(!hasChanged())
    #expect(hasChanged())
  }

  @Test func `notices that the clock was set, in either direction, and ignores small corrections`() {
    let time = Mutex((now: 0.0, date: 1_790_000_000.0))
    let clocks = Clocks(
      now: { time.withLock { $0.now } }, date: { Date(timeIntervalSince1970: time.withLock { $0.date }) })
    var steps = ClockSteps(clocks)
    func step() -> Double? { steps.step()?.rounded() }
    func pass(_ now: Double, _ date: Double) {
      time.withLock { ($0.now, $0.date) = ($0.now + now, $0.date + date) }
    }
    pass(1, 1.5)
    #expect(step() == nil)
    pass(1, 3601)
    #expect(step() == 3600)
    pass(1, 1)
    #expect(step() == nil)
    pass(1, -3599)
    #expect(step() == -3600)
  }
}

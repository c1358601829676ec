public import Foundation
public import VigilCore

/// Shows a service outside again and again that the station does its work, by an empty POST request, so that the service can tell people
/// when it no longer hears of it: a dead station tells nobody.
///
/// Runs on a thread of its own: a service that is slow holds up nothing else. A request that fails is made again when the next is due.
public actor OutsideHeartbeat {
  private let executor = BlockingExecutor(label: "vigil.heartbeat")
  /// A thread of its own, which may wait.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let address: URL
  private let interval: Double
  private let clocks: Clocks
  private let report: @Sendable (HeartbeatReport) -> Void
  private var due = -Double.infinity
  private var failures = 0

  /// How long a request may take, in seconds.
  private static let timeout = 20.0
  /// How long to wait until the station is asked again whether it does its work, in seconds.
  private static let patience = 1.0

  /// Takes the address.
  ///
  /// - Parameters:
  ///   - interval: Seconds from one request to the next.
  ///   - report: Is told how the service fares; it must not wait.
  public init(
    _ address: URL, every interval: Double, clocks: Clocks = .machine,
    report: @escaping @Sendable (HeartbeatReport) -> Void
  ) {
    (self.address, self.interval, self.clocks, self.report) = (address, interval, clocks, report)
  }

  /// Makes requests until a stop is requested.
  ///
  /// - Parameter isReady: Whether the station does its work; nothing is requested while it does not.
  public func run(stop: StopRequest, isReady: @escaping @Sendable () -> Bool) async {
    while !stop.isRequested {
      let wait = beat(stop: stop, isReady: isReady())
      guard !stop.isRequested else { return }
      try? await stop.ending { try await Task.sleep(for: .seconds(wait)) }
    }
  }

  /// Makes the request that is due, if the station does its work.
  ///
  /// - Returns: seconds until there may be something to do again.
  package func beat(stop: StopRequest, isReady: Bool) -> Double {
    let now = clocks.now()
    guard now >= due else { return min(interval, due - now) }
    // As soon as it is ready again, which the service waits for.
    guard isReady else { return Self.patience }
    due = now + interval
    let exchange = PostExchange(
      address, headers: ["User-Agent: vigil/\(VigilVersion.current)", "Expect:"], body: [],
      timeout: min(Self.timeout, interval))
    let host = address.host() ?? ""
    switch exchange.run(stop: stop) {
    case .success(let answer) where (200..<300).contains(answer.status):
      if failures > 0 { report(.recovered(host, failures: failures)) }
      failures = 0
    case .success(let answer): fail(host, Self.reason(answer.status))
    case .failure(let failure):
      if !stop.isRequested { fail(host, failure.reason) }
    }
    return max(0, due - clocks.now())
  }

  private func fail(_ host: String, _ reason: String) {
    failures += 1
    if failures == 1 { report(.failing(host, reason: reason)) }
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 300..<400: "it redirects (\(status)), which is not followed; give the address it leads to"
    case 404, 410: "it does not know the address (\(status)); check it"
    default: "it answers \(status)"
    }
  }
}

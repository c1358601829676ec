import VigilCore
import VigilPrograms

/// Keeps the connection to a broker, on a thread of its own, which alone touches the library.
actor BrokerLoop {
  private let executor = BlockingExecutor(label: "vigil.broker")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let options: BrokerOptions
  private let mailbox: BrokerMailbox
  private let clocks: Clocks
  private let command: @Sendable (ArmingCommand) -> Void

  /// Seconds from a failure to the next attempt: the first, and the longest; doubled in between.
  static let (firstPause, longestPause) = (1.0, 60.0)
  /// A connection that lasted so long, in seconds, was none of a row of failures.
  static let steadyTime = 60.0

  /// - Parameter command: Is told what somebody at the broker wants; it must not wait.
  init(
    _ options: BrokerOptions, mailbox: BrokerMailbox, clocks: Clocks,
    command: @escaping @Sendable (ArmingCommand) -> Void
  ) {
    (self.options, self.mailbox, self.clocks, self.command) = (options, mailbox, clocks, command)
  }

  /// Connects, again and again, until a stop is requested.
  func run(stop: StopRequest) { BrokenPipes.survived { connectAgainAndAgain(stop: stop) } }

  private func connectAgainAndAgain(stop: StopRequest) {
    var pause = Self.firstPause
    while !stop.isRequested {
      let begun = clocks.now()
      do { try serve(stop: stop) } catch {
        mailbox.set(.unreachable("\(options.host): \(error.reason)"))
        if clocks.now() - begun >= Self.steadyTime { pause = Self.firstPause }
        // Not all stations come back at once.
        let end = clocks.now() + pause * .random(in: 0.8...1.2)
        while !stop.isRequested, clocks.now() < end { mailbox.waker.pause(milliseconds: 100) }
        pause = min(Self.longestPause, pause * 2)
      }
    }
  }

  /// One connection, until it fails or a stop is requested.
  private func serve(stop: StopRequest) throws(BrokerFailure) {
    let client = try BrokerClient(options)
    try client.connect()
    var session = BrokerSession(
      client, options: options, mailbox: mailbox, clocks: clocks, command: command)
    while !stop.isRequested {
      for event in try client.step(mailbox.waker, milliseconds: 100) { try session.take(event) }
      try session.publish()
    }
    session.end()
  }
}
